import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { OrganisationsModule } from '../organisations/organisations.module';
import { IngestBehaviorConsumer } from './ingest-behavior.consumer';
import { IngestProfileConsumer } from './ingest-profile.consumer';
import { IngestTagConsumer } from './ingest-tag.consumer';

/** What other teams send in by topics. */
@Module({
  imports: [LandingModule, OrganisationsModule],
  controllers: [IngestBehaviorConsumer, IngestProfileConsumer, IngestTagConsumer],
})
export class IngestModule {}
