import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { BehaviorLanding } from './behavior-landing';
import { MergedUsers } from './merged-users';
import { ProfileLanding } from './profile-landing';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';
import { TagLanding } from './tag-landing';

/** From checked rows to the tables. */
@Module({
  imports: [RegistryModule],
  providers: [StagingRepository, ReservedUsers, MergedUsers, BehaviorLanding, TagLanding, ProfileLanding],
  exports: [BehaviorLanding, TagLanding, ProfileLanding, StagingRepository, MergedUsers, RegistryModule],
})
export class LandingModule {}
