import type { Catalogue } from '@muster/contracts';
import type { DataSet } from './data-set';

/** What a rule is evaluated against. */
export interface Evaluation {
  readonly data: DataSet;
  readonly catalogue: Catalogue;
  readonly timeZone: string;
  /** Canonical UTC text. */
  readonly asOf: string;
}
