import type { QualityGateSettings } from '@muster/contracts';
import { Allow, IsInt, Min } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsName } from '../http/validators';

const WHOLE = 'must be a whole number from 1 on';

export class ChangeAudienceDto {
  @MayBeLeftOut()
  @IsName()
  name?: string;

  /** Any JSON: the contract's own `checkRule` checks it, against the catalogue. */
  @Allow()
  rule: unknown;

  @MayBeLeftOut()
  @IsInt({ message: WHOLE })
  @Min(1, { message: WHOLE })
  expectedVersion?: number;

  /** Sound when `gateProblems` finds nothing. */
  @Allow()
  qualityGate?: QualityGateSettings;
}
