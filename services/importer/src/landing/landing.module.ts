import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { ArrivingEvents } from './arriving-events';
import { BatchLanding } from './batch-landing';
import { BehaviorLanding } from './behavior-landing';
import { DataGenerations } from './data-generations';
import { EventLanding } from './event-landing';
import { LandingTurns } from './landing-turns';
import { MergedUsers } from './merged-users';
import { ProfileLanding } from './profile-landing';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';
import { TagLanding } from './tag-landing';

/** From checked rows to the tables. */
@Module({
  imports: [RegistryModule],
  providers: [
    StagingRepository,
    DataGenerations,
    LandingTurns,
    EventLanding,
    ArrivingEvents,
    ReservedUsers,
    MergedUsers,
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
