import { Module } from '@nestjs/common';
import { OrganisationSchedulesRepository } from './organisation-schedules.repository';

/** What organisations have chosen, apart from its HTTP routes. */
@Module({ providers: [OrganisationSchedulesRepository], exports: [OrganisationSchedulesRepository] })
export class OrganisationStoreModule {}
