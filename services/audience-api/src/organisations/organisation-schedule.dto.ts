import { missedDays, type MissedDays, type OrganisationSchedule } from '@muster/contracts';
import { IsIn } from 'class-validator';
import { IsHour } from '../http/validators';

export class OrganisationScheduleDto implements OrganisationSchedule {
  @IsHour()
  dailyHour!: number;

  @IsIn(missedDays.options)
  missedDays!: MissedDays;
}
