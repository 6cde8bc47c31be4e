import type { Catalogue } from '@muster/contracts';
import type { Diagnostics } from '../diagnostics';
import type { PlanInputs } from './plan-inputs';

/** What the meaning of a rule depends on, besides the rule. */
export interface ResolveContext {
  readonly catalogue: Catalogue;
  /** IANA name of the zone of the organisation's local days. */
  readonly timeZone: string;
  readonly diagnostics: Diagnostics;
  readonly inputs: PlanInputs;
}
