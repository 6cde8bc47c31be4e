import type { Plan } from './plan';

/**
 * The one ClickHouse SELECT that a plan is: one row with one column `users AggregateFunction(groupBitmap, UInt32)`, the members
 * among the known users of `{shard}`.
 *
 * @param selects other SELECTs of the same bitmaps, by the ids of their stages: what has been read before need not be read again.
 */
export function planStatement(
  { stages, result }: Pick<Plan, 'stages' | 'result'>,
  selects: ReadonlyMap<string, string> = new Map(),
): string {
  const bitmaps = stages.map(({ id, select }) => `  (${selects.get(id) ?? select}) AS ${id}`);
  return ['WITH', bitmaps.join(',\n'), `SELECT ${result} AS users`].join('\n');
}
