import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';

/** `?cascade=`. */
export class DeleteParameters {
  @MayBeLeftOut()
  @IsIn(['true', 'false'])
  cascade?: 'true' | 'false';
}
