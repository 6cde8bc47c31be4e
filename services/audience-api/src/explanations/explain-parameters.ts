import { idType } from '@muster/contracts';
import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';

/** `?user=&idType=&run=`. */
export class ExplainParameters {
  /** As long as ids can be landed. */
  @IsString()
  @Length(1, 256, { message: 'must be an id of 1 to 256 characters' })
  user!: string;

  @MayBeLeftOut()
  @IsIn(idType.options)
  idType?: (typeof idType.options)[number];

  @MayBeLeftOut()
  @IsUUID()
  run?: string;
}
