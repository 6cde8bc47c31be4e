import { idType } from '@muster/contracts';
import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';

/** `?user=&idType=&run=`. */
export class ExplainParameters {
  /** As long as ids can be landed. */
  @IsString()
  @Length(1, 256)
  user!: string;

  @MayBeLeftOut()
  @IsIn(idType.options)
  idType?: (typeof idType.options)[number];

  @MayBeLeftOut()
  @IsUUID()
  run?: string;
}
