import { Module } from '@nestjs/common';
import { OrganisationStoreModule } from '../organisations/organisation-store.module';
import { FirstDates } from './first-dates';
import { WaveInputsRepository } from './wave-inputs.repository';

/** Apart from the HTTP routes: audiences are created with a schedule, and the routes show audiences. */
@Module({
  imports: [OrganisationStoreModule],
  providers: [FirstDates, WaveInputsRepository],
  exports: [FirstDates, WaveInputsRepository],
})
export class ScheduleStoreModule {}
