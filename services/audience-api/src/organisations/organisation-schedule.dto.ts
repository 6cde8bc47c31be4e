import {
  missedDays,
  onStaleInput,
  type MissedDays,
  type OnStaleInput,
  type OrganisationSchedule,
} from '@muster/contracts';
import { IsIn } from 'class-validator';
import { IsHour } from '../http/validators';

export class OrganisationScheduleDto implements OrganisationSchedule {
  @IsHour()
  dailyHour!: number;

  @IsIn(missedDays.options)
  missedDays!: MissedDays;

  @IsIn(onStaleInput.options)
  onStaleInput!: OnStaleInput;
}
