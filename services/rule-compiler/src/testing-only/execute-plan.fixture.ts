import { planStatement, type Plan } from '@muster/contracts';
import type { ClickHouse, QueryValue } from '@muster/platform';
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
  const parameters: Record<string, QueryValue> = {
    organisation: landing.organisationId,
    shard,
    asOf: engineTime(microsOf(asOf)),
    businessDate: localDateAt(microsOf(asOf), landing.timeZone),
  };
  for (const [name, { value }] of Object.entries(plan.parameters)) parameters[name] = value;
  for (const { parameter, ...result } of plan.inputs) parameters[parameter] = [snapshotOf(result, landing)];
  const rows = await clickhouse.query<{ uid: number }>(
    `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (\n${planStatement(plan)}\n) ORDER BY uid`,
    parameters,
  );
  return rows.map(({ uid }) => uid);
}
