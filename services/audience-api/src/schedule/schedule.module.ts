import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AudiencesModule } from '../audiences/audiences.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { RunsModule } from '../runs/runs.module';
import { CalculationController } from './calculation.controller';
import { ChangeCalculation } from './change-calculation.use-case';
import { CreateDueRuns } from './create-due-runs.use-case';
import { DailyAudiencesRepository } from './daily-audiences.repository';
import { DependantRunsRepository } from './dependant-runs.repository';
import { ReleaseDependants } from './release-dependants.use-case';
import { ScheduleStoreModule } from './schedule-store.module';
import { ScheduleTick } from './schedule-tick';

@Module({
  imports: [AudienceStoreModule, AudiencesModule, AuthenticationModule, RunsModule, ScheduleStoreModule],
  controllers: [CalculationController],
  providers: [
    ChangeCalculation,
    CreateDueRuns,
    DailyAudiencesRepository,
    DependantRunsRepository,
    ReleaseDependants,
    ScheduleTick,
  ],
  exports: [ReleaseDependants],
})
export class ScheduleModule {}
