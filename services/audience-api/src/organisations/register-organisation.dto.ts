import {
  missedDays,
  onStaleInput,
  type MissedDays,
  type OnStaleInput,
  type RegisterOrganisationRequest,
} from '@muster/contracts';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsHour, IsName, IsTimeZone } from '../http/validators';

export class RegisterOrganisationDto implements RegisterOrganisationRequest {
  @IsName()
  name!: string;

  @IsTimeZone({ context: { code: 'organisation.time-zone-unknown' } })
  timeZone!: string;

  @MayBeLeftOut()
  @IsHour()
  dailyHour?: number;

  @MayBeLeftOut()
  @IsIn(missedDays.options)
  missedDays?: MissedDays;

  @MayBeLeftOut()
  @IsIn(onStaleInput.options)
  onStaleInput?: OnStaleInput;
}
