import type { DecideRunRequest } from '@muster/contracts';
import { IsString, Length } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { HasNoControlCharacters } from '../http/validators';

export class DecideRunDto implements DecideRunRequest {
  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  @HasNoControlCharacters()
  note?: string;
}
