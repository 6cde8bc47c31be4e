import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { DeclaredTypesModule } from '../declared-types/declared-types.module';
import { OrganisationsModule } from '../organisations/organisations.module';
import { IngestBehaviorConsumer } from './ingest-behavior.consumer';
import { IngestProfileConsumer } from './ingest-profile.consumer';
import { IngestTagConsumer } from './ingest-tag.consumer';
import { ReceivedValues } from './received-values';

/** What other teams send in by topics. */
@Module({
  imports: [LandingModule, OrganisationsModule, DeclaredTypesModule],
  controllers: [IngestBehaviorConsumer, IngestProfileConsumer, IngestTagConsumer],
  providers: [ReceivedValues],
})
export class IngestModule {}
