import { randomInt, randomUUID } from 'node:crypto';
import {
  calculatorConfig,
  heldBitmapsOf,
  keepAhead,
  type KeptAhead,
  type SpanPlan,
} from '@muster/calculator';
import { type Rule, USERS_PER_SHARD } from '@muster/contracts';
import { Metrics } from '@muster/platform';
import type { ChooseReads } from '../../../../services/rule-compiler/src/testing-only/execute-plan.fixture';
import { randomCatalogue } from '../../../../services/rule-compiler/src/testing-only/random-catalogue.fixture';
import {
  clearTables,
  LandedWorld,
  membersByReference,
  worldOf,
} from '../../../../services/rule-compiler/src/testing-only/random-world.fixture';
import { describeWith } from '../describe-with';
import { dataTablesForTest } from '../resources/data-tables-for-test';

/** Counts that can be read from rollups in any world: few random rules make one, and those of a whole run may make none. */
const counts: readonly Rule[] = ['view', 'cart', 'purchase', 'open'].map((event) => ({
  ...{ kind: 'behavior', app: '*', event, window: { type: 'all' } },
  compare: { op: 'gte', value: 2 },
}));

const WORLDS = 3;
const RULES_PER_WORLD = 20;
const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

describeWith(
  ['clickhouse'],
  `plans find the same users in what is kept as in the tables (seed ${seed})`,
  () => {
    let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

    beforeAll(async () => {
      engine = await dataTablesForTest(randomCatalogue);
    });

    afterAll(async () => engine.dispose());

    /** The plan as a calculator executes it when all of it has been asked for before. */
    function kept(
      what: KeptAhead,
      bitmaps: number,
      bins: number,
    ): (...of: Parameters<ChooseReads>) => Promise<SpanPlan> {
      const config = calculatorConfig.parse({
        CALCULATOR_VALUE_BITMAPS: bitmaps,
        CALCULATOR_VALUE_BINS: bins,
        CALCULATOR_ROLLUP_EVENTS: 1,
        CALCULATOR_ROLLUP_DENSITY: 0,
      });
      const { signal } = new AbortController();
      return async (plan, parameters) => {
        const { organisation, span } = parameters;
        const at = { organisationId: organisation, span };
        const queryId = (...parts: readonly (string | number)[]) => [...parts, randomUUID()].join('/');
        return keepAhead(engine.clickhouse, config, { plan, parameters }, at, what, { signal, queryId });
      };
    }

    /** Members out of the bitmaps that a process holds; undefined when it does not hold all of them. */
    function holding(): (
      plan: SpanPlan,
      organisationId: string,
      span: number,
    ) => Promise<number[] | undefined> {
      const held = heldBitmapsOf(
        engine.clickhouse,
        calculatorConfig.parse({ CALCULATOR_HELD_BITMAPS_MIB: 2 }),
        new Metrics('test'),
      );
      return async (plan, organisationId, span) => {
        const at = { organisationId, span };
        await held.hold([plan], at, { queryId: randomUUID(), signal: new AbortController().signal });
        const members: number[] = [];
        const result = held.resultOf(plan, at);
        result?.forEach((id) => members.push(span * USERS_PER_SHARD + id));
        return result && members;
      };
    }

    test.each([
      ['the leaf cache', 'leaves', 1_000, 1],
      ['leaves that a process has held', 'leaves', 1_000, 1],
      ['values in bitmaps', 'values', 1_000, 1],
      ['values in one bin or rows', 'values', 0, 1],
      ['values in three bins or rows', 'values', 0, 3],
      ['values in order, days rolled up', 'rollups', 1_000, 1],
    ] as const)(
      `${WORLDS * RULES_PER_WORLD} random rules on random data: %s`,
      async (where, what, bitmaps, bins) => {
        const keeping = kept(what, bitmaps, bins);
        const hold = holding();
        let substituted = 0;
        let rolledUp = 0;
        let binned = 0;
        let held = 0;
        for (let world = 0; world < WORLDS; world += 1) {
          await clearTables(engine.clickhouse);
          const { moment, data, rules } = worldOf(seed + world, RULES_PER_WORLD);
          const landed = await LandedWorld.land(engine.clickhouse, data, moment);
          const choose: ChooseReads = async (plan, parameters) => {
            const chosen = await keeping(plan, parameters);
            const texts = JSON.stringify([...chosen.reads.values()]);
            if (texts.includes('event_rollups')) rolledUp += 1;
            if (texts.includes('undecided')) binned += 1;
            if (/leaf_cache|value_(bitmaps|rows)|binned_values/.test(texts)) substituted += 1;
            if (!where.includes('held')) return chosen;
            const members = await hold(chosen, parameters.organisation, parameters.span);
            if (members) held += 1;
            return members ? { members } : chosen;
          };
          for (const rule of what === 'rollups' ? [...counts, ...rules] : rules) {
            const members = await landed.members(rule, choose);
            expect({ seed: seed + world, rule, members }).toEqual({
              ...{ seed: seed + world, rule },
              members: membersByReference(rule, data, moment),
            });
          }
        }
        expect(substituted).toBeGreaterThan(WORLDS * RULES_PER_WORLD * 0.9);
        if (what === 'rollups') expect(rolledUp).toBeGreaterThan(0);
        // Random values of an attribute are of several types most of the time, and are rows then.
        if (/\bbins?\b/.test(where)) console.info(`${where}: ${binned} plans were read from bins`);
        if (where.includes('held')) expect(held).toBeGreaterThan(WORLDS * RULES_PER_WORLD * 0.9);
      },
      300_000,
    );
  },
);
