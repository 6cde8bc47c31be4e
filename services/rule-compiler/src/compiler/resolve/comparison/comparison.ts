import type { Operand, Operator } from '@muster/contracts';

/** What attribute conditions, filters of events and number tags have in common. */
export interface Comparison {
  readonly op: Operator;
  readonly value?: Operand | undefined;
  readonly ignoreCase?: boolean | undefined;
}
