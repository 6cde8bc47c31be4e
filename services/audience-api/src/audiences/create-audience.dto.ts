import { calculationMethod, type CalculationMethod, type QualityGateSettings } from '@muster/contracts';
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

  /** Sound when `gateProblems` finds nothing. */
  @Allow()
  qualityGate?: QualityGateSettings;

  @MayBeLeftOut()
  @IsIn(calculationMethod.options)
  calculation?: CalculationMethod;
}
