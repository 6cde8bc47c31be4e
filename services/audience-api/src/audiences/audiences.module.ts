import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RunsModule } from '../runs/runs.module';
import { AudienceStoreModule } from './audience-store.module';
import { AudiencesController } from './audiences.controller';
import { CreateAudience } from './create-audience.use-case';
import { ReadAudiences } from './read-audiences.use-case';
import { RuleChecker } from './rule-checker';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, CatalogueModule, IdempotencyModule, RunsModule],
  controllers: [AudiencesController],
  providers: [CreateAudience, ReadAudiences, RuleChecker],
  exports: [ReadAudiences, RuleChecker],
})
export class AudiencesModule {}
