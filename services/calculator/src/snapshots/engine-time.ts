import type { QueryStatistics } from '@muster/platform';

/**
 * The engine's own time over all statements, in milliseconds with three decimals. Sums of fractions have up to 17 digits
 * (0.1 + 0.2 is 0.30000000000000004), and a number of more than 15 is not a number any more where events are read exactly.
 */
export function engineTime(spent: readonly Pick<QueryStatistics, 'elapsedMs'>[]): number {
  return Math.round(spent.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) * 1000) / 1000;
}
