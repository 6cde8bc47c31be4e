import { planStatement, type Plan } from '@muster/contracts';
import type { ClickHouse, QueryParameters, QueryValue } from '@muster/platform';
import { localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';
import { engineTime, snapshotOf, type Landing } from './land-data-set.fixture';

/** What is executed of a plan in a shard. */
export type ComposeStatement = (
  plan: Plan,
  parameters: QueryParameters & { readonly organisation: string; readonly shard: number },
) => Promise<{ readonly statement: string; readonly parameters: QueryParameters }>;

const asItIs: ComposeStatement = (plan, parameters) =>
  Promise.resolve({ statement: planStatement(plan), parameters });

/** The members that a plan finds at an instant, of one shard, in order. */
export async function executePlan(
  clickhouse: ClickHouse,
  plan: Plan,
  landing: Landing,
  asOf: string,
  shard = 0,
  compose = asItIs,
): Promise<number[]> {
  const bound: Record<string, QueryValue> = {
    asOf: engineTime(microsOf(asOf)),
    businessDate: localDateAt(microsOf(asOf), landing.timeZone),
  };
  for (const [name, { value }] of Object.entries(plan.parameters)) bound[name] = value;
  for (const { parameter, ...result } of plan.inputs) bound[parameter] = [snapshotOf(result, landing)];
  const { statement, parameters } = await compose(plan, {
    ...bound,
    organisation: landing.organisationId,
    shard,
  });
  const rows = await clickhouse.query<{ uid: number }>(
    `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (\n${statement}\n) ORDER BY uid`,
    parameters,
  );
  return rows.map(({ uid }) => uid);
}
