import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { DependencyStoreModule } from '../dependencies/dependency-store.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RunsModule } from '../runs/runs.module';
import { ScheduleStoreModule } from '../schedule/schedule-store.module';
import { AudienceStoreModule } from './audience-store.module';
import { AudiencesController } from './audiences.controller';
import { ChangeAudience } from './change-audience.use-case';
import { CreateAudience } from './create-audience.use-case';
import { NewDefinitions } from './new-definitions';
import { ReadAudiences } from './read-audiences.use-case';

@Module({
  imports: [
    AudienceStoreModule,
    AuthenticationModule,
    CatalogueModule,
    DependencyStoreModule,
    IdempotencyModule,
    RunsModule,
    ScheduleStoreModule,
  ],
  controllers: [AudiencesController],
  providers: [ChangeAudience, CreateAudience, NewDefinitions, ReadAudiences],
  exports: [AudienceStoreModule, ReadAudiences],
})
export class AudiencesModule {}
