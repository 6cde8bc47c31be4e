import { IsUUID } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { PageParameters } from '../http/parameters';
import { IsLocalDate } from '../http/validators';

/** `?run=&date=&limit=&cursor=`: the result of a run, or the one that stood on a business date; else the published one. */
export class MembersParameters extends PageParameters {
  @MayBeLeftOut()
  @IsUUID()
  run?: string;

  @MayBeLeftOut()
  @IsLocalDate()
  date?: string;
}
