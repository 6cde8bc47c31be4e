import { randomUUID } from 'node:crypto';
import { type CanonicalRule, checkRule, type Plan, type Rule, shardOf, spanOf } from '@muster/contracts';
import { isValidRegex, type ClickHouse } from '@muster/platform';
import fc from 'fast-check';
import { compileRule } from '../compiler/compile-rule';
import type { DataSet } from '../reference/data-set';
import { evaluateRule } from '../reference/evaluate-rule';
import { anyDataSet } from './data-set.arbitrary';
import { type ChooseReads, executePlan } from './execute-plan.fixture';
import { landDataSet, type Landing } from './land-data-set.fixture';
import { anyMoment, type Moment } from './moment.arbitrary';
import { randomCatalogue } from './random-catalogue.fixture';
import { anyRule } from './rule.arbitrary';

/** A small organisation at an instant, and rules to ask of it. */
export interface World {
  readonly moment: Moment;
  readonly data: DataSet;
  readonly rules: readonly Rule[];
}

/** The world of a seed; the same seed and number of rules make the same world. */
export function worldOf(seed: number, rules: number): World {
  const worlds = anyMoment.chain((moment) =>
    fc.record({
      moment: fc.constant(moment),
      data: anyDataSet(moment),
      rules: fc.array(anyRule(moment), { minLength: rules, maxLength: rules }),
    }),
  );
  const [world] = fc.sample(worlds, { seed, numRuns: 1 });
  if (!world) throw new Error('fast-check gave no world');
  return world;
}

/** @throws Error with the diagnostics when the rule has no plan. */
export function planOf(rule: Rule, { timeZone }: Moment): Plan {
  const compilation = compileRule({ rule, catalogue: randomCatalogue, timeZone, isValidRegex });
  if (!compilation.ok) throw new Error(JSON.stringify({ rule, ...compilation }));
  return compilation.plan;
}

export function canonicalOf(rule: Rule): CanonicalRule {
  const check = checkRule(rule, randomCatalogue, { limits: { conditions: Infinity } });
  if (!check.ok) throw new Error(JSON.stringify({ rule, ...check }));
  return check.canonical;
}

/** What the reference evaluator says, in order. */
export function membersByReference(rule: Rule, data: DataSet, moment: Moment): number[] {
  const members = evaluateRule(canonicalOf(rule), { data, catalogue: randomCatalogue, ...moment });
  return [...members].sort((one, other) => one - other);
}

/** A data set in the tables, as an organisation of its own. */
export class LandedWorld {
  private constructor(
    private readonly clickhouse: ClickHouse,
    private readonly landing: Landing,
    private readonly moment: Moment,
    private readonly spans: readonly number[],
  ) {}

  static async land(clickhouse: ClickHouse, data: DataSet, moment: Moment): Promise<LandedWorld> {
    const landing = { organisationId: randomUUID(), timeZone: moment.timeZone };
    await landDataSet(clickhouse, data, landing);
    const spans = new Set([0, ...data.users.map(({ uid }) => spanOf(shardOf(uid)))]);
    return new LandedWorld(clickhouse, landing, moment, [...spans]);
  }

  /** What the rule's plan finds in every span, in order. */
  async members(rule: Rule, choose?: ChooseReads): Promise<number[]> {
    const plan = planOf(rule, this.moment);
    const ofSpans = await Promise.all(
      this.spans.map((span) =>
        executePlan(this.clickhouse, plan, this.landing, this.moment.asOf, span, choose),
      ),
    );
    return ofSpans.flat().sort((one, other) => one - other);
  }
}

const tables = [
  'users',
  'user_attributes',
  'events',
  'event_days',
  'event_day_counts',
  'event_rollups',
  'event_rollup_builds',
  'tag_values',
  'snapshots',
];

/** Forgets all worlds: thousands of them would make every scan read what merges have not put together yet. */
export async function clearTables(clickhouse: ClickHouse): Promise<void> {
  for (const table of tables) await clickhouse.command(`TRUNCATE TABLE ${table}`);
}
