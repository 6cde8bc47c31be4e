import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataScope, PlanStage } from '@muster/contracts';
import { type ClickHouse, Metrics } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig, type CalculatorConfig } from '../calculator.config';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { LeadingRounds } from '../rounds/leading-rounds';
import type { QueryOwner } from '../engine/query-owner';
import type { BoundPlan, ShardStatement } from './bound-plan';
import type { KeptReads } from './kept-reads';
import { keptReadsOf } from './kept-reads-of';
import { scopesOf } from './stage-reads';

const DECOY = 999_999;

describeWith(['clickhouse'], 'what is kept of what plans read', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let clickhouse: ClickHouse;
  const config = calculatorConfig.parse({
    CALCULATOR_MAX_EXECUTION_SECONDS: 20,
    CALCULATOR_MAX_MEMORY_MIB: 256,
  });

  beforeAll(async () => {
    engine = await dataTablesForTest();
    ({ clickhouse } = engine);
  });

  afterAll(async () => engine.dispose());

  /** A process of its own: with a memory of what it was asked, and numbers of its own. */
  class Calculator {
    readonly metrics = new Metrics('test');
    private readonly keptReads: KeptReads;

    constructor(settings: Partial<CalculatorConfig> = {}) {
      const all = { ...config, ...settings };
      this.keptReads = keptReadsOf(clickhouse, all, this.metrics);
    }

    async prepare(
      organisation: string,
      bound: BoundPlan,
      owner: Partial<QueryOwner> = {},
    ): Promise<ShardStatement> {
      const queries = randomUUID();
      const asking: QueryOwner = {
        signal: new AbortController().signal,
        queryId: (...parts) => [...parts, queries].join('/'),
        ...owner,
      };
      const landedData = new LandedDataRepository(clickhouse, config);
      const { generations } = await landedData.of(organisation, scopesOf(bound.plan), asking);
      const at = { organisationId: organisation, shard: 0 };
      const { shardPlanOf } = await this.keptReads.prepare([bound], generations, at, asking);
      const options = { queryId: randomUUID(), signal: new AbortController().signal };
      return (await new LeadingRounds(clickhouse, config).execute(shardPlanOf(bound), options)).last;
    }

    /** The members that a plan of these stages finds, in order. */
    async members(
      organisation: string,
      stages: readonly PlanStage[],
      moment: object = {},
    ): Promise<number[]> {
      const statement = await this.prepare(organisation, planOf(organisation, stages, moment));
      try {
        return await execute(statement);
      } catch (error) {
        this.keptReads.notice(error);
        throw error;
      }
    }

    async count(name: string, outcome: string): Promise<number> {
      const values = (await this.metrics.registry.getSingleMetric(name)!.get()).values;
      return values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
    }
  }

  async function execute({ statement, parameters }: ShardStatement): Promise<number[]> {
    const rows = await clickhouse.query<{ uid: number }>(
      `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (${statement}) ORDER BY uid`,
      parameters,
    );
    return rows.map(({ uid }) => uid);
  }

  function planOf(organisation: string, stages: readonly PlanStage[], moment: object = {}): BoundPlan {
    const result = stages.map(({ id }) => id).reduce((left, right) => `bitmapAnd(${left}, ${right})`);
    return {
      plan: oneStagePlan('', { stages: [...stages], result }),
      parameters: { organisation, asOf: '2026-11-21 00:00:00.000000', businessDate: '2026-11-21', ...moment },
    };
  }

  type Value = Partial<Record<'text' | 'number' | 'time', string> & { boolean: boolean; list: string[] }>;

  async function land(organisation: string, attribute: string, values: Readonly<Record<number, Value>>) {
    const rows = Object.entries(values).map(([uid, value]) => ({
      ...{ organisation, attribute, uid: Number(uid), version: 1, deleted: 0 },
      ...{ is_list: value.list !== undefined, ...value },
    }));
    await clickhouse.insert('user_attributes', rows);
    await count(organisation, { kind: 'attribute', name: attribute });
  }

  async function count(organisation: string, { kind, name }: DataScope | { kind: 'all'; name: '' }) {
    await clickhouse.insert('data_generations', [{ organisation, kind, name, landings: 1 }]);
  }

  async function keptRows(organisation: string): Promise<Record<string, number>> {
    const tables = ['leaf_cache', 'value_bitmaps', 'value_rows', 'value_builds'];
    const counts = tables.map((table) =>
      clickhouse.query<{ n: number }>(
        `SELECT count() AS n FROM ${table} WHERE organisation = {organisation:UUID}`,
        { organisation },
      ),
    );
    return Object.fromEntries((await Promise.all(counts)).map(([row], index) => [tables[index]!, row!.n]));
  }

  /** Puts other users where leaves are kept: whoever finds them has read the cache. */
  async function poisonLeaves(organisation: string): Promise<void> {
    await clickhouse.command(
      `INSERT INTO leaf_cache (organisation, key, shard, users)
       SELECT organisation, key, shard, (SELECT groupBitmapState(toUInt32(${DECOY})))
       FROM leaf_cache WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    await clickhouse.command(
      `DELETE FROM leaf_cache WHERE organisation = {organisation:UUID} AND NOT bitmapContains(users, ${DECOY})`,
      { organisation },
    );
  }

  const oslo = attributeStage('s0', { attribute: 'city', test: "text = 'Oslo'" });

  async function organisationInOslo(): Promise<string> {
    const organisation = randomUUID();
    await land(organisation, 'city', { 1: { text: 'Oslo' }, 2: { text: 'Rome' }, 3: { text: 'Oslo' } });
    return organisation;
  }

  const nothing = { leaf_cache: 0, value_bitmaps: 0, value_rows: 0, value_builds: 0 };

  describe('a leaf', () => {
    it('is executed as it is at first, kept at the second ask, and read from the third', async () => {
      const organisation = await organisationInOslo();
      const calculator = new Calculator();
      expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
      expect(await keptRows(organisation)).toEqual(nothing);
      expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
      expect(await keptRows(organisation)).toEqual({ ...nothing, leaf_cache: 1 });
      await poisonLeaves(organisation);
      expect(await calculator.members(organisation, [oslo])).toEqual([DECOY]);
      // What one calculator has kept, every other reads at its first ask.
      expect(await new Calculator().members(organisation, [oslo])).toEqual([DECOY]);
      expect(await keptRows(organisation)).toEqual({ ...nothing, leaf_cache: 1 });
      expect(await calculator.count('muster_leaf_cache_reads_total', 'hit')).toBe(1);
      expect(await calculator.count('muster_leaf_cache_reads_total', 'miss')).toBe(2);
    });

    it('is kept in one part with the others of its plan', async () => {
      const organisation = await organisationInOslo();
      await land(organisation, 'age', { 1: { number: '30' }, 2: { number: '50' } });
      const stages = [oslo, attributeStage('s1', { attribute: 'age', test: 'number < 40' })];
      const calculator = new Calculator();
      await calculator.members(organisation, stages);
      expect(await calculator.members(organisation, stages)).toEqual([1]);
      const parts = await clickhouse.query(
        'SELECT DISTINCT _part FROM leaf_cache WHERE organisation = {organisation:UUID}',
        { organisation },
      );
      expect(parts).toHaveLength(1);
      expect(await keptRows(organisation)).toMatchObject({ leaf_cache: 2 });
    });

    it('is read in place of a stage with a mask, although it has more users', async () => {
      const organisation = await organisationInOslo();
      await land(organisation, 'age', { 1: { number: '30' } });
      const masked: PlanStage = {
        ...oslo,
        id: 's1',
        select: oslo.select.replace('PREWHERE', 'PREWHERE bitmapContains(s0, uid) AND'),
      };
      const stages = [attributeStage('s0', { attribute: 'age', test: 'number < 40' }), masked];
      const calculator = new Calculator();
      for (let time = 0; time < 3; time += 1) {
        expect(await calculator.members(organisation, stages)).toEqual([1]);
      }
      const [row] = await clickhouse.query<{ most: number }>(
        'SELECT max(bitmapCardinality(users)) AS most FROM leaf_cache WHERE organisation = {organisation:UUID}',
        { organisation },
      );
      expect(row).toEqual({ most: 2 });
    });

    it.each<DataScope | { kind: 'all'; name: '' }>([
      { kind: 'attribute', name: 'city' },
      { kind: 'all', name: '' },
    ])('is not read after a landing of $kind "$name"', async (scope) => {
      const organisation = await organisationInOslo();
      const calculator = new Calculator();
      for (let time = 0; time < 2; time += 1) await calculator.members(organisation, [oslo]);
      await poisonLeaves(organisation);
      await count(organisation, { kind: 'attribute', name: 'another' });
      expect(await calculator.members(organisation, [oslo])).toEqual([DECOY]);
      await count(organisation, scope);
      expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
    });

    it('is never read by another organisation', async () => {
      const [mine, other] = [await organisationInOslo(), await organisationInOslo()];
      const calculator = new Calculator();
      for (let time = 0; time < 2; time += 1) await calculator.members(mine, [oslo]);
      await poisonLeaves(mine);
      for (let time = 0; time < 3; time += 1) {
        expect(await calculator.members(other, [oslo])).toEqual([1, 3]);
      }
    });

    it.each([
      ['asOf', { asOf: '2026-11-21 00:00:00.000001' }],
      ['businessDate', { businessDate: '2026-11-22' }],
    ] as const)('belongs to its %s, if the answer depends on it', async (moment, later) => {
      const organisation = await organisationInOslo();
      const dated = { ...oslo, leaf: { ...oslo.leaf!, moments: [moment] } };
      const calculator = new Calculator();
      for (let time = 0; time < 2; time += 1) {
        await calculator.members(organisation, [dated]);
        await calculator.members(organisation, [oslo]);
      }
      await poisonLeaves(organisation);
      expect(await calculator.members(organisation, [dated], later)).toEqual([1, 3]);
      expect(await calculator.members(organisation, [dated])).toEqual([DECOY]);
      expect(await calculator.members(organisation, [oslo], later)).toEqual([DECOY]);
    });

    it('that several calculators keep at once is read once', async () => {
      const organisation = await organisationInOslo();
      const calculators = Array.from({ length: 4 }, () => new Calculator());
      for (let time = 0; time < 3; time += 1) {
        const found = await Promise.all(calculators.map((each) => each.members(organisation, [oslo])));
        expect(found).toEqual(calculators.map(() => [1, 3]));
      }
    });

    it('that is a day old is not read any more, and kept anew', async () => {
      const organisation = await organisationInOslo();
      const calculator = new Calculator();
      for (let time = 0; time < 2; time += 1) await calculator.members(organisation, [oslo]);
      await poisonLeaves(organisation);
      // The day is part of the partition, so an old row is inserted, not updated.
      await clickhouse.command(
        `INSERT INTO leaf_cache (organisation, key, shard, users, written_at)
         SELECT organisation, key, shard, users, now() - INTERVAL 25 HOUR FROM leaf_cache WHERE organisation = {organisation:UUID}`,
        { organisation },
      );
      await clickhouse.command(
        'DELETE FROM leaf_cache WHERE organisation = {organisation:UUID} AND written_at > now() - INTERVAL 1 DAY',
        { organisation },
      );
      expect(await new Calculator().members(organisation, [oslo])).toEqual([1, 3]);
      await calculator.members(organisation, [oslo]);
      expect(await keptRows(organisation)).toMatchObject({ leaf_cache: 2 });
    });

    it('that went away between look-up and execution fails the statement: nobody would be a wrong answer', async () => {
      const organisation = await organisationInOslo();
      const calculator = new Calculator();
      await calculator.members(organisation, [oslo]);
      const statement = await calculator.prepare(organisation, planOf(organisation, [oslo]));
      expect(statement.statement).toContain('leaf_cache');
      await clickhouse.command('DELETE FROM leaf_cache WHERE organisation = {organisation:UUID}', {
        organisation,
      });
      await expect(execute(statement)).rejects.toMatchObject({ code: '395' });
      expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
    });
  });

  describe('values', () => {
    const day = '2026-11-20 10:00:00.000000';
    const values: Readonly<Record<number, Value>> = {
      1: { text: 'Oslo' },
      2: { text: '' },
      3: { text: 'it\'s \\ "quoted" ünïcode' },
      4: { text: '12.5', number: '12.5' },
      5: { number: '-0.000001' },
      6: { boolean: true, text: 'true' },
      7: { boolean: false },
      8: { time: day, text: day },
      9: { time: '2026-11-21 00:00:00.123456' },
      10: { list: ['a', 'b'] },
      11: { list: [] },
      12: {},
    };
    const tests = [
      ['text', "isNotNull(text) AND text = 'Oslo'"],
      ['text that is empty', "text = ''"],
      ['text of any letters', "text LIKE '%quoted%'"],
      ['not a text', "isNotNull(text) AND text != 'Oslo'"],
      ['number', 'isNotNull(number) AND number >= 0'],
      ['small number', 'number < 0'],
      ['boolean', 'isNotNull(boolean) AND boolean'],
      ['boolean that is false', 'isNotNull(boolean) AND not(boolean)'],
      ['time', `isNotNull(time) AND time > toDateTime64('2026-11-20 12:00:00', 6, 'UTC')`],
      ['list', "is_list AND has(list, 'b')"],
      ['empty list', 'is_list AND empty(list)'],
      ['missing', 'isNull(text) AND isNull(number) AND isNull(boolean) AND isNull(time) AND not(is_list)'],
    ] as const;

    const stageOf = (test: string) => attributeStage('s0', { attribute: 'a', test });
    const select = async (organisation: string, test: string) =>
      execute({
        statement: `SELECT s0 AS users FROM (${stageOf(test).select.replace('(uid)', '(uid) AS s0')})`,
        parameters: { organisation, shard: 0 },
      });

    describe.each(['bitmaps', 'rows'] as const)('in %s', (form) => {
      let organisation: string;
      const calculator = () => new Calculator();

      beforeAll(async () => {
        organisation = randomUUID();
        const more = form === 'bitmaps' ? 0 : config.CALCULATOR_VALUE_BITMAPS;
        const others = Array.from(
          { length: more },
          (_, index) => [100 + index, { number: String(index) }] as const,
        );
        await land(organisation, 'a', { ...values, ...Object.fromEntries(others) });
        // An old version, another attribute, another shard: none of them are values of these users.
        await land(organisation, 'a', { [2 ** 20 + 1]: { text: 'Oslo' } });
        await land(organisation, 'b', { 1: { text: '' } });
        const asking = calculator();
        await asking.members(organisation, [stageOf('true')]);
        await asking.members(organisation, [stageOf('1 = 1')]);
      });

      it('are one build of the right form', async () => {
        const builds = await clickhouse.query(
          'SELECT form FROM value_builds WHERE organisation = {organisation:UUID}',
          {
            organisation,
          },
        );
        expect(builds).toEqual([{ form }]);
        const rows = await keptRows(organisation);
        expect(rows['value_bitmaps']).toBe(form === 'bitmaps' ? 12 : 0);
        expect(rows['value_rows']).toBe(form === 'rows' ? 12 + config.CALCULATOR_VALUE_BITMAPS : 0);
      });

      it.each(tests)('give the same users as the tables: %s', async (_what, test) => {
        const asking = calculator();
        const statement = await asking.prepare(organisation, planOf(organisation, [stageOf(test)]));
        expect(statement.statement).toContain(`value_${form}`);
        const expected = await select(organisation, test);
        expect(expected).not.toEqual([]);
        expect(await execute(statement)).toEqual(expected);
        // The second ask keeps the leaf, from the values in order.
        expect(await asking.members(organisation, [stageOf(test)])).toEqual(expected);
        expect(await asking.members(organisation, [stageOf(test)])).toEqual(expected);
        expect(await asking.count('muster_leaf_cache_reads_total', 'hit')).toBe(1);
        expect(await asking.count('muster_ordered_values_reads_total', 'hit')).toBe(2);
      });

      it('are not read after a landing', async () => {
        await count(organisation, { kind: 'attribute', name: 'a' });
        const { statement } = await calculator().prepare(
          organisation,
          planOf(organisation, [stageOf('2 = 2')]),
        );
        expect(statement).not.toContain('value_');
      });
    });

    it('that several calculators put in order at once are read once', async () => {
      const organisation = randomUUID();
      await land(organisation, 'a', values);
      const calculators = Array.from({ length: 4 }, () => new Calculator());
      for (const test of ['1 = 1', '2 = 2', '3 = 3', '4 = 4']) {
        const found = await Promise.all(
          calculators.map((each) => each.members(organisation, [stageOf(test)])),
        );
        expect(found).toEqual(calculators.map(() => Object.keys(values).map(Number)));
      }
      expect(await keptRows(organisation)).toMatchObject({ value_builds: 4, leaf_cache: 0 });
    });

    it('of the known users have no columns', async () => {
      const organisation = randomUUID();
      const users = [1, 2, 3].map((uid) => ({
        organisation,
        uid,
        entity_id: `u${uid}`,
        version: 1,
        deleted: 0,
      }));
      await clickhouse.insert('users', users);
      const from =
        'FROM users FINAL PREWHERE organisation = {organisation:UUID} AND bitShiftRight(uid, 20) = {shard:UInt32}';
      const build = 'PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}';
      const stage: PlanStage = {
        ...{ id: 's0', label: '', pointer: '', select: `SELECT groupBitmapState(uid) ${from}` },
        values: {
          ...{ key: 'known', scopes: [{ kind: 'users', name: '' }], moments: [], columns: [] },
          ...{ select: `SELECT uid ${from}`, parameter: 's0Values' },
          fromBitmaps: `build = {s0Values:UUID}`,
          fromRows: `SELECT groupBitmapState(uid) FROM value_rows ${build}`,
        },
      };
      const calculator = new Calculator();
      for (let time = 0; time < 3; time += 1) {
        expect(await calculator.members(organisation, [stage])).toEqual([1, 2, 3]);
      }
      expect(await keptRows(organisation)).toEqual({ ...nothing, value_bitmaps: 1, value_builds: 1 });
    });
  });

  describe('keeping', () => {
    const slow = (seconds: number): PlanStage => {
      const select = `SELECT groupBitmapState(toUInt32(number + sleepEachRow(0.05))) FROM numbers(${seconds * 20}) SETTINGS max_block_size = 1`;
      return {
        ...{ id: 's0', label: '', pointer: '', select: 'SELECT groupBitmapState(toUInt32(7))' },
        leaf: { key: `slow ${seconds}`, scopes: [{ kind: 'users', name: '' }], moments: [], select },
      };
    };

    it('that takes too long does not keep the plan from being executed, and is not tried again', async () => {
      const organisation = randomUUID();
      const calculator = new Calculator({ CALCULATOR_MAX_EXECUTION_SECONDS: 1 });
      await calculator.members(organisation, [slow(3)]);
      expect(await calculator.members(organisation, [slow(3)])).toEqual([7]);
      const begun = Date.now();
      expect(await calculator.members(organisation, [slow(3)])).toEqual([7]);
      expect(Date.now() - begun).toBeLessThan(900);
      expect(await keptRows(organisation)).toEqual(nothing);
    });

    it('that takes too much memory does not either', async () => {
      const organisation = randomUUID();
      const calculator = new Calculator({ CALCULATOR_MAX_MEMORY_MIB: 64 });
      const big = slow(0);
      big.leaf!.select =
        'SELECT groupBitmapState(toUInt32(length(a))) FROM (SELECT groupArray(number) AS a FROM numbers(100000000))';
      await calculator.members(organisation, [big]);
      expect(await calculator.members(organisation, [big])).toEqual([7]);
    });

    it('with a mistake in it is an error', async () => {
      const organisation = randomUUID();
      const calculator = new Calculator();
      const wrong = slow(0);
      wrong.leaf!.select = 'SELECT groupBitmapState(nothing) FROM users';
      await calculator.members(organisation, [wrong]);
      await expect(calculator.members(organisation, [wrong])).rejects.toMatchObject({ code: '47' });
    });

    it.each(['leaf', 'values'] as const)(
      'of %s that is stopped in the engine keeps nothing',
      async (what) => {
        const organisation = randomUUID();
        const calculator = new Calculator();
        const { leaf, ...stage } = slow(2);
        const values = {
          ...{ key: 'slow', scopes: leaf!.scopes, moments: [], columns: [], parameter: 's0Values' },
          ...{ fromBitmaps: stage.select, fromRows: stage.select },
          select:
            'SELECT toUInt32(number + sleepEachRow(0.05)) AS uid FROM numbers(40) SETTINGS max_block_size = 1',
        };
        const plan = planOf(organisation, [{ ...stage, ...(what === 'leaf' ? { leaf } : { values }) }]);
        await calculator.prepare(organisation, plan);
        const work = `run/${randomUUID()}/`;
        const preparing = calculator.prepare(organisation, plan, {
          queryId: (...parts) => work + parts.join('/'),
        });
        setTimeout(() => void clickhouse.cancelQueries(work), 300);
        await expect(preparing).rejects.toMatchObject({ code: '394' });
        // As long as it would have taken.
        await sleep(2_000);
        expect(await keptRows(organisation)).toEqual(nothing);
      },
    );

    it('ends when nobody waits for it any more', async () => {
      const organisation = randomUUID();
      const calculator = new Calculator();
      const plan = planOf(organisation, [slow(2)]);
      await calculator.prepare(organisation, plan);
      const cancelled = new AbortController();
      const stop = new Error('cancelled');
      const preparing = calculator.prepare(organisation, plan, { signal: cancelled.signal });
      setTimeout(() => {
        cancelled.abort(stop);
      }, 300);
      await expect(preparing).rejects.toBe(stop);
    });

    it('is looked for once, and again when somebody has deleted it', async () => {
      const organisation = randomUUID();
      await land(organisation, 'city', { 1: { text: 'Oslo' } });
      const calculator = new Calculator();
      for (let time = 0; time < 3; time += 1) await calculator.members(organisation, [oslo]);
      const query = jest.spyOn(clickhouse, 'query');
      expect(await calculator.members(organisation, [oslo])).toEqual([1]);
      expect(query.mock.calls.filter(([statement]) => statement.includes('UNION ALL'))).toEqual([]);
      query.mockRestore();
      const gone = 'DELETE FROM leaf_cache WHERE organisation = {organisation:UUID}';
      await clickhouse.command(gone, { organisation });
      await expect(calculator.members(organisation, [oslo])).rejects.toMatchObject({ code: '395' });
      expect(await calculator.members(organisation, [oslo])).toEqual([1]);
    });

    it('looks for nothing when a plan has nothing to keep', async () => {
      const query = jest.spyOn(clickhouse, 'query');
      const [{ id, label, pointer, select }] = [oslo];
      await new Calculator().prepare(randomUUID(), planOf('', [{ id, label, pointer, select }]));
      expect(query).toHaveBeenCalled();
      expect(query).not.toHaveBeenCalledWith(
        expect.stringContaining('FROM leaf_cache'),
        expect.anything(),
        expect.anything(),
      );
      query.mockRestore();
    });
  });
});
