import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { ArrivingEvents } from './arriving-events';
import { BatchLanding } from './batch-landing';
import { BehaviorLanding } from './behavior-landing';
import { DataGenerations } from './data-generations';
import { DerivedDays } from './derived-days';
import { EventLanding } from './event-landing';
import { FileConflicts } from './file-conflicts';
import { InterruptedLandings } from './interrupted-landings';
import { LandedUnderRepository } from './landed-under.repository';
import { LandingScopes } from './landing-scopes.repository';
import { LandingTurns } from './landing-turns';
import { MendInterruptedLandings } from './mend-interrupted-landings';
import { MergedUsers } from './merged-users';
import { ProfileLanding } from './profile-landing';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';
import { TagLanding } from './tag-landing';
import { UserParts } from './user-parts';

/** From checked rows to the tables. */
@Module({
  imports: [RegistryModule],
  providers: [
    StagingRepository,
    DataGenerations,
    LandingScopes,
    DerivedDays,
    InterruptedLandings,
    LandingTurns,
    MendInterruptedLandings,
    EventLanding,
    ArrivingEvents,
    ReservedUsers,
    LandedUnderRepository,
    MergedUsers,
    FileConflicts,
    UserParts,
    BehaviorLanding,
    TagLanding,
    ProfileLanding,
    BatchLanding,
  ],
  exports: [
    BehaviorLanding,
    TagLanding,
    ProfileLanding,
    StagingRepository,
    BatchLanding,
    DataGenerations,
    LandingTurns,
  ],
})
export class LandingModule {}
