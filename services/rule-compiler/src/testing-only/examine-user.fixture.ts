import { type BoundStatement, type ConditionPlan, type Rule, shardOf, spanOf } from '@muster/contracts';
import { isValidRegex, type ClickHouse, type QueryValue } from '@muster/platform';
import { compileConditions } from '../compile-explanation/compile-conditions';
import type { Evaluation } from '../reference/evaluation';
import { localDateAt } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';
import { engineTime, snapshotOf, type Landing } from './land-data-set.fixture';

/** The plans of a rule's conditions for one user. */
export function conditionPlans(rule: Rule, { catalogue, timeZone }: Evaluation): ConditionPlan[] {
  const compiled = compileConditions({ rule, catalogue, timeZone, isValidRegex });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.conditions;
}

/** Executes plans of conditions for one user, as a calculator does. */
export class UserUnderTest {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly landing: Landing,
    private readonly asOf: string,
    private readonly uid: number,
  ) {}

  async holds({ membership, inputs }: ConditionPlan): Promise<boolean> {
    const snapshots = Object.fromEntries(
      inputs.map(({ parameter, ...result }) => [parameter, [snapshotOf(result, this.landing)]]),
    );
    const [row] = await this.rows<{ holds: number }>(
      {
        ...membership,
        statement: `SELECT bitmapContains(users, {uid:UInt32}) AS holds FROM (\n${membership.statement}\n)`,
      },
      snapshots,
    );
    return row?.holds === 1;
  }

  async rows<Row = Record<string, unknown>>(
    { statement, parameters }: BoundStatement,
    inputs: Record<string, QueryValue> = {},
  ): Promise<Row[]> {
    return this.clickhouse.query<Row>(statement, {
      ...Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
      ...inputs,
      organisation: this.landing.organisationId,
      uid: this.uid,
      span: spanOf(shardOf(this.uid)),
      asOf: engineTime(microsOf(this.asOf)),
      businessDate: localDateAt(microsOf(this.asOf), this.landing.timeZone),
    });
  }
}
