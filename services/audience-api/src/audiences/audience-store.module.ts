import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { AudiencesRepository } from './audiences.repository';
import { CurrentPlans } from './current-plans';
import { RuleChecker } from './rule-checker';

/** The audiences in Postgres, apart from their HTTP routes: runs and audiences need each other's rows. */
@Module({
  imports: [CatalogueModule],
  providers: [AudiencesRepository, CurrentPlans, RuleChecker],
  exports: [AudiencesRepository, CurrentPlans, RuleChecker],
})
export class AudienceStoreModule {}
