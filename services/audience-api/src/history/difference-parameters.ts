import { memberChange, type MemberChange } from '@muster/contracts';
import { IsIn, IsUUID } from 'class-validator';
import { PageParameters } from '../http/parameters';

/** `?since=`: the older of two runs. */
export class DifferenceParameters {
  @IsUUID()
  since!: string;
}

/** `?since=&change=&limit=&cursor=`. */
export class ChangedMembersParameters extends PageParameters {
  @IsUUID()
  since!: string;

  @IsIn(memberChange.options)
  change!: MemberChange;
}
