import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { ChangesModule } from '../changes/changes.module';
import { RunsModule } from '../runs/runs.module';
import { ExplainController } from './explain.controller';
import { ExplainMembership } from './explain-membership.use-case';
import { ExplainedMoments } from './explained-moment';
import { ExplanationConsumer } from './explanation.consumer';
import { ExplanationsRepository } from './explanations.repository';
import { KeepAnswer } from './keep-answer.use-case';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, CatalogueModule, ChangesModule, RunsModule],
  controllers: [ExplainController, ExplanationConsumer],
  providers: [ExplainMembership, ExplainedMoments, ExplanationsRepository, KeepAnswer],
})
export class ExplanationsModule {}
