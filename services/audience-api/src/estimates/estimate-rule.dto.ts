import { Allow, IsString, Length } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsInstant, HasNoControlCharacters } from '../http/validators';

export class EstimateRuleDto {
  /** Any JSON: the contract's own `checkRule` checks it, against the catalogue. */
  @Allow()
  rule: unknown;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 200)
  @HasNoControlCharacters()
  session?: string;

  @MayBeLeftOut()
  @IsInstant()
  asOf?: string;
}
