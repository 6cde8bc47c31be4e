import type { Day } from './day';
import type { Instant } from './instant';

/** Which events a behaviour looks at: local days first, since events are sorted by them. Never later than the as-of instant. */
export interface EventWindow {
  /** First and last local day, both included. */
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  /** Days before the business date, that day alone, or both. */
  readonly today: 'included' | 'excluded' | 'only';
  /** For rolling windows: the first instant, included. */
  readonly since: Instant | undefined;
}
