import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { ChangesModule } from '../changes/changes.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { OrganisationStoreModule } from '../organisations/organisation-store.module';
import { ScheduleStoreModule } from '../schedule/schedule-store.module';
import { DatabaseClock } from '../database/database-clock';
import { AdvanceRun } from './advance-run';
import { CalculationRequests } from './calculation-requests';
import { CancelRun } from './cancel-run.use-case';
import { EventStreams } from '../http/event-streams';
import { FollowRun } from './follow-run.use-case';
import { KnownUsers } from './known-users';
import { LockedRuns } from './locked-run';
import { NewRuns } from './new-runs';
import { PinRunInputs } from './pin-run-inputs';
import { ReadRuns } from './read-runs.use-case';
import { RequestRun } from './request-run.use-case';
import { RunEventsController } from './run-events.controller';
import { RunEndings } from './run-endings';
import { RunsController } from './runs.controller';
import { RunsRepository } from './runs.repository';
import { StartRequestedRun } from './start-requested-run.use-case';

@Module({
  imports: [
    AudienceStoreModule,
    AuthenticationModule,
    ChangesModule,
    IdempotencyModule,
    OrganisationStoreModule,
    ScheduleStoreModule,
  ],
  controllers: [RunEventsController, RunsController],
  providers: [
    AdvanceRun,
    CalculationRequests,
    CancelRun,
    DatabaseClock,
    EventStreams,
    FollowRun,
    KnownUsers,
    LockedRuns,
    NewRuns,
    PinRunInputs,
    ReadRuns,
    RequestRun,
    RunEndings,
    RunsRepository,
    StartRequestedRun,
  ],
  exports: [
    AdvanceRun,
    CalculationRequests,
    DatabaseClock,
    KnownUsers,
    LockedRuns,
    NewRuns,
    ReadRuns,
    RunEndings,
    RunsRepository,
    StartRequestedRun,
  ],
})
export class RunsModule {}
