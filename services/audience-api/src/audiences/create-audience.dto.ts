import { calculationMethod, type CalculationMethod } from '@muster/contracts';
import { Allow, IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsInstant, IsName } from '../http/validators';

export class CreateAudienceDto {
  @IsName()
  name!: string;

  /** Any JSON: the contract's own `checkRule` checks it, against the catalogue. */
  @Allow()
  rule: unknown;

  @MayBeLeftOut()
  @IsInstant()
  asOf?: string;

  @MayBeLeftOut()
  @IsIn(calculationMethod.options)
  calculation?: CalculationMethod;
}
