import { Module } from '@nestjs/common';
import { OrganisationStoreModule } from '../organisations/organisation-store.module';
import { FirstDates } from './first-dates';

/** Apart from the HTTP routes: audiences are created with a schedule, and the routes show audiences. */
@Module({ imports: [OrganisationStoreModule], providers: [FirstDates], exports: [FirstDates] })
export class ScheduleStoreModule {}
