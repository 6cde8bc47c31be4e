import { executeLeadingRounds, type Plan, type StageRead } from '@muster/contracts';
import type { ClickHouse, QueryParameters, QueryValue } from '@muster/platform';
import { localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';
import { engineTime, snapshotOf, type Landing } from './land-data-set.fixture';

/** Where the stages of a plan are read from in a span, and the parameters with what that takes; or its members at once. */
export type ChooseReads = (
  plan: Plan,
  parameters: QueryParameters & { readonly organisation: string; readonly span: number },
) => Promise<
  | { readonly reads: ReadonlyMap<string, StageRead>; readonly parameters: QueryParameters }
  | { readonly members: number[] }
>;

const fromTables: ChooseReads = (_, parameters) => Promise.resolve({ reads: new Map(), parameters });

/** The members that a plan finds at an instant, of one span, in order. */
export async function executePlan(
  clickhouse: ClickHouse,
  plan: Plan,
  landing: Landing,
  asOf: string,
  span = 0,
  choose = fromTables,
): Promise<number[]> {
  const bound: Record<string, QueryValue> = {
    asOf: engineTime(microsOf(asOf)),
    businessDate: localDateAt(microsOf(asOf), landing.timeZone),
  };
  for (const [name, { value }] of Object.entries(plan.parameters)) bound[name] = value;
  for (const { parameter, ...result } of plan.inputs) bound[parameter] = [snapshotOf(result, landing)];
  const chosen = await choose(plan, { ...bound, organisation: landing.organisationId, span });
  if ('members' in chosen) return chosen.members;
  const { reads, parameters } = chosen;
  const last = await executeLeadingRounds(plan, reads, async (statement, carried) => {
    const [row] = await clickhouse.query<Record<string, string | number>>(statement, {
      ...parameters,
      ...carried,
    });
    return row ?? {};
  });
  const rows = await clickhouse.query<{ uid: number }>(
    `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (\n${last.statement}\n) ORDER BY uid`,
    { ...parameters, ...last.parameters },
  );
  return rows.map(({ uid }) => uid);
}
