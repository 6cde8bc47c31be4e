import type { Plan } from './plan';

/**
 * A whole plan as one ClickHouse SELECT, one row with one column `users AggregateFunction(groupBitmap, UInt32)`: the members among
 * the known users of `{span}`. Short to read, and to run by hand; calculators execute it in rounds (`planRounds`), because the
 * engine analyses a stage again wherever another one uses it.
 */
export function planStatement({ stages, result }: Pick<Plan, 'stages' | 'result'>): string {
  const bitmaps = stages.map(({ id, select }) => `  (${select}) AS ${id}`);
  return ['WITH', bitmaps.join(',\n'), `SELECT ${result} AS users`].join('\n');
}
