import { randomUUID } from 'node:crypto';
import { type PlanStage, USERS_PER_SPAN } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { KeptReadsForTest, nothing, planOf, type Value } from '../testing-only/kept-reads.fixture';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { IN_SPAN } from '../testing-only/users-of-span.fixture';

describeWith(['clickhouse'], 'values in order', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let kept: KeptReadsForTest;

  beforeAll(async () => {
    engine = await dataTablesForTest();
    kept = new KeptReadsForTest(engine.clickhouse);
  });

  afterAll(async () => engine.dispose());

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
    kept.execute({
      statement: `SELECT s0 AS users FROM (${stageOf(test).select.replace('(uid)', '(uid) AS s0')})`,
      parameters: { organisation, span: 0 },
    });

  describe.each(['bitmaps', 'rows'] as const)('in %s', (form) => {
    let organisation: string;
    const calculator = () => kept.calculator();

    beforeAll(async () => {
      organisation = randomUUID();
      const more = form === 'bitmaps' ? 0 : kept.config.CALCULATOR_VALUE_BITMAPS;
      const others = Array.from(
        { length: more },
        (_, index) => [100 + index, { number: String(index) }] as const,
      );
      await kept.land(organisation, 'a', { ...values, ...Object.fromEntries(others) });
      // An old version, another attribute, another span: none of them are values of these users.
      await kept.land(organisation, 'a', { [USERS_PER_SPAN + 1]: { text: 'Oslo' } });
      await kept.land(organisation, 'b', { 1: { text: '' } });
      const asking = calculator();
      await asking.members(organisation, [stageOf('true')]);
      await asking.members(organisation, [stageOf('1 = 1')]);
    });

    it('are one build of the right form', async () => {
      const builds = await kept.clickhouse.query(
        'SELECT form FROM value_builds WHERE organisation = {organisation:UUID}',
        {
          organisation,
        },
      );
      expect(builds).toEqual([{ form }]);
      const rows = await kept.rows(organisation);
      expect(rows['value_bitmaps']).toBe(form === 'bitmaps' ? 12 : 0);
      expect(rows['value_rows']).toBe(form === 'rows' ? 12 + kept.config.CALCULATOR_VALUE_BITMAPS : 0);
    });

    it.each(tests)('give the same users as the tables: %s', async (_what, test) => {
      const asking = calculator();
      const statement = await asking.prepare(organisation, planOf(organisation, [stageOf(test)]));
      expect(statement.statement).toContain(`value_${form}`);
      const expected = await select(organisation, test);
      expect(expected).not.toEqual([]);
      expect(await kept.execute(statement)).toEqual(expected);
      // The second ask keeps the leaf, from the values in order.
      expect(await asking.members(organisation, [stageOf(test)])).toEqual(expected);
      expect(await asking.members(organisation, [stageOf(test)])).toEqual(expected);
      expect(await asking.count('muster_leaf_cache_reads_total', 'hit')).toBe(1);
      expect(await asking.count('muster_ordered_values_reads_total', 'hit')).toBe(2);
    });

    it('are not read when some of their rows are gone', async () => {
      const stage = stageOf("isNotNull(text) AND text IN ('Oslo')");
      const { statement } = await calculator().prepare(organisation, planOf(organisation, [stage]));
      expect(statement).toContain(`value_${form}`);
      await kept.clickhouse.command(
        `ALTER TABLE value_${form} DELETE WHERE organisation = {organisation:UUID} AND text = 'Oslo' SETTINGS mutations_sync = 1`,
        { organisation },
      );
      const after = await calculator().prepare(organisation, planOf(organisation, [stage]));
      expect(after.statement).not.toContain('value_');
      expect(await kept.execute(after)).toEqual([1]);
    });

    it('are not read after a landing', async () => {
      await kept.count(organisation, { kind: 'attribute', name: 'a' });
      const { statement } = await calculator().prepare(
        organisation,
        planOf(organisation, [stageOf('2 = 2')]),
      );
      expect(statement).not.toContain('value_');
    });
  });

  describe.each([
    ['numbers', 'number', (n: number) => String(n - 600)],
    ['times', 'time', (n: number) => `2026-11-20 10:00:00.${String(n).padStart(6, '0')}`],
  ] as const)('in bins of %s', (_what, column, valueOf) => {
    const BINS = 5;
    const USERS = 1_200;
    let organisation: string;
    const calculator = () => kept.calculator({ CALCULATOR_VALUE_BINS: BINS });
    const typed = (n: number) =>
      column === 'number' ? `toDecimal128('${valueOf(n)}', 6)` : `toDateTime64('${valueOf(n)}', 6, 'UTC')`;
    /** The test with its turns: at the value of the n-th user. */
    const stage = (test: string, ...at: number[]) =>
      attributeStage('s0', {
        ...{ attribute: 'a', test },
        turn: at.map((n) => `${column}_from <= ${typed(n)} AND ${column}_to >= ${typed(n)}`).join(' OR '),
      });

    beforeAll(async () => {
      organisation = randomUUID();
      const each = Array.from({ length: USERS }, (_, n) => [n, { [column]: valueOf(n) }] as const);
      // As many users have one value as fill bins of their own.
      const same = Array.from({ length: USERS }, (_, n) => [USERS + n, { [column]: valueOf(700) }] as const);
      await kept.land(organisation, 'a', Object.fromEntries([...each, ...same]));
      const asking = calculator();
      await asking.members(organisation, [attributeStage('s0', { attribute: 'a', test: 'true' })]);
      await asking.members(organisation, [attributeStage('s0', { attribute: 'a', test: '1 = 1' })]);
    });

    it('are one build, with a bitmap for each bin', async () => {
      const builds = await kept.clickhouse.query(
        'SELECT form FROM value_builds WHERE organisation = {organisation:UUID}',
        { organisation },
      );
      expect(builds).toEqual([{ form: 'bins' }]);
      const { value_bitmaps: bitmaps = 0, ...rows } = await kept.rows(organisation);
      expect(rows).toEqual({ leaf_cache: 0, binned_values: 2 * USERS, value_rows: 0, value_builds: 1 });
      expect(bitmaps).toBeLessThanOrEqual(BINS);
      expect(bitmaps).toBeGreaterThan(2);
    });

    it.each<[string, PlanStage]>([
      ['from a value on', stage(`${column} >= ${typed(700)}`, 700)],
      ['after a value', stage(`${column} > ${typed(700)}`, 700)],
      ['before the least value', stage(`${column} < ${typed(0)}`, 0)],
      ['up to the greatest', stage(`${column} <= ${typed(USERS - 1)}`, USERS - 1)],
      ['between two', stage(`${column} > ${typed(10)} AND ${column} < ${typed(1_100)}`, 10, 1_100)],
      ['but one', stage(`${column} != ${typed(700)}`, 700)],
      ['one', stage(`${column} = ${typed(3)}`, 3)],
      ['of another type', attributeStage('s0', { attribute: 'a', test: 'isNull(text) AND not(is_list)' })],
    ])('give the same users as the tables: %s', async (_test, asked) => {
      const select = asked.select.replace('(uid)', '(uid) AS s0');
      const expected = await kept.execute({
        statement: `SELECT s0 AS users FROM (${select})`,
        parameters: { organisation, span: 0 },
      });
      const asking = calculator();
      const statement = await asking.prepare(organisation, planOf(organisation, [asked]));
      expect(statement.statement).toContain('binned_values');
      expect(await kept.execute(statement)).toEqual(expected);
      // The second ask keeps the leaf, from the bins.
      expect(await asking.members(organisation, [asked])).toEqual(expected);
      expect(await asking.members(organisation, [asked])).toEqual(expected);
      expect(await asking.count('muster_leaf_cache_reads_total', 'hit')).toBe(1);
    });
  });

  it('that several calculators put in order at once are read once', async () => {
    const organisation = randomUUID();
    await kept.land(organisation, 'a', values);
    const calculators = Array.from({ length: 4 }, () => kept.calculator());
    for (const test of ['1 = 1', '2 = 2', '3 = 3', '4 = 4']) {
      const found = await Promise.all(calculators.map((each) => each.members(organisation, [stageOf(test)])));
      expect(found).toEqual(calculators.map(() => Object.keys(values).map(Number)));
    }
    expect(await kept.rows(organisation)).toMatchObject({ value_builds: 4, leaf_cache: 0 });
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
    await kept.clickhouse.insert('users', users);
    const from = `FROM users FINAL PREWHERE organisation = {organisation:UUID} AND ${IN_SPAN}`;
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
    const calculator = kept.calculator();
    for (let time = 0; time < 3; time += 1) {
      expect(await calculator.members(organisation, [stage])).toEqual([1, 2, 3]);
    }
    expect(await kept.rows(organisation)).toEqual({ ...nothing, value_bitmaps: 1, value_builds: 1 });
  });
});
