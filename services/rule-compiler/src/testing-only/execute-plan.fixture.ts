import type { Plan } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import { localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';
import { engineTime, snapshotOf, type Landing } from './land-data-set.fixture';

/** The members that a plan finds at an instant, of one shard, in order. */
export async function executePlan(
  clickhouse: ClickHouse,
  plan: Plan,
  landing: Landing,
  asOf: string,
  shard = 0,
): Promise<number[]> {
  const literals = Object.entries(plan.parameters).map(([name, { value }]) => [name, value] as const);
  const inputs = plan.inputs.map(
    ({ parameter, ...result }) => [parameter, [snapshotOf(result, landing)]] as const,
  );
  const rows = await clickhouse.query<{ uid: number }>(
    `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (\n${plan.statement}\n) ORDER BY uid`,
    {
      ...Object.fromEntries([...literals, ...inputs]),
      organisation: landing.organisationId,
      shard,
      asOf: engineTime(microsOf(asOf)),
      businessDate: localDateAt(microsOf(asOf), landing.timeZone),
    },
  );
  return rows.map(({ uid }) => uid);
}
