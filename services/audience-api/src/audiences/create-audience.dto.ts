import {
  calculationMethod,
  membershipStream,
  type CalculationMethod,
  type MembershipStream,
  type QualityGateSettings,
} from '@muster/contracts';
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
  @IsIn(membershipStream.options, { message: `must be one of ${membershipStream.options.join(', ')}` })
  stream?: MembershipStream;

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
