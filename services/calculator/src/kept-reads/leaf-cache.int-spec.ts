import { randomUUID } from 'node:crypto';
import type { DataScope, PlanStage } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { DECOY, KeptReadsForTest, nothing, oslo, planOf } from '../testing-only/kept-reads.fixture';
import { attributeStage } from '../testing-only/kept-stage.fixture';

describeWith(['clickhouse'], 'a leaf', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let kept: KeptReadsForTest;

  beforeAll(async () => {
    engine = await dataTablesForTest();
    kept = new KeptReadsForTest(engine.clickhouse);
  });

  afterAll(async () => engine.dispose());

  it('is executed as it is at first, kept at the second ask, and read from the third', async () => {
    const organisation = await kept.organisationInOslo();
    const calculator = kept.calculator();
    expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
    expect(await kept.rows(organisation)).toEqual(nothing);
    expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
    expect(await kept.rows(organisation)).toEqual({ ...nothing, leaf_cache: 1 });
    await kept.poisonLeaves(organisation);
    expect(await calculator.members(organisation, [oslo])).toEqual([DECOY]);
    // What one calculator has kept, every other reads at its first ask.
    expect(await kept.calculator().members(organisation, [oslo])).toEqual([DECOY]);
    expect(await kept.rows(organisation)).toEqual({ ...nothing, leaf_cache: 1 });
    expect(await calculator.count('muster_leaf_cache_reads_total', 'hit')).toBe(1);
    expect(await calculator.count('muster_leaf_cache_reads_total', 'miss')).toBe(2);
  });

  it('is kept in one part with the others of its plan', async () => {
    const organisation = await kept.organisationInOslo();
    await kept.land(organisation, 'age', { 1: { number: '30' }, 2: { number: '50' } });
    const stages = [oslo, attributeStage('s1', { attribute: 'age', test: 'number < 40' })];
    const calculator = kept.calculator();
    await calculator.members(organisation, stages);
    expect(await calculator.members(organisation, stages)).toEqual([1]);
    const parts = await kept.clickhouse.query(
      'SELECT DISTINCT _part FROM leaf_cache WHERE organisation = {organisation:UUID}',
      { organisation },
    );
    expect(parts).toHaveLength(1);
    expect(await kept.rows(organisation)).toMatchObject({ leaf_cache: 2 });
  });

  it('is kept in one of two parts with many others of its plan', async () => {
    const organisation = await kept.organisationInOslo();
    await kept.land(organisation, 'age', { 1: { number: '30' }, 2: { number: '50' }, 3: { number: '41' } });
    const younger = Array.from({ length: 9 }, (_, index) =>
      attributeStage(`s${index + 1}`, { attribute: 'age', test: `number < ${40 + index}` }),
    );
    const stages = [oslo, ...younger];
    const calculator = kept.calculator();
    await calculator.members(organisation, stages);
    expect(await calculator.members(organisation, stages)).toEqual([1]);
    const parts = await kept.clickhouse.query(
      'SELECT count() AS leaves FROM leaf_cache WHERE organisation = {organisation:UUID} GROUP BY _part',
      { organisation },
    );
    expect(parts).toEqual([{ leaves: 5 }, { leaves: 5 }]);
    // Each under its own key: the third ask reads them all.
    expect(await calculator.members(organisation, stages)).toEqual([1]);
    expect(await calculator.members(organisation, [oslo, ...younger.slice(2)])).toEqual([1, 3]);
  });

  it('is read in place of a stage with a mask, although it has more users', async () => {
    const organisation = await kept.organisationInOslo();
    await kept.land(organisation, 'age', { 1: { number: '30' } });
    const masked: PlanStage = {
      ...oslo,
      id: 's1',
      select: oslo.select.replace('PREWHERE', 'PREWHERE bitmapContains(s0, uid) AND'),
    };
    const stages = [attributeStage('s0', { attribute: 'age', test: 'number < 40' }), masked];
    const calculator = kept.calculator();
    for (let time = 0; time < 3; time += 1) {
      expect(await calculator.members(organisation, stages)).toEqual([1]);
    }
    const [row] = await kept.clickhouse.query<{ most: number }>(
      'SELECT max(bitmapCardinality(users)) AS most FROM leaf_cache WHERE organisation = {organisation:UUID}',
      { organisation },
    );
    expect(row).toEqual({ most: 2 });
  });

  it.each<DataScope | { kind: 'all'; name: '' }>([
    { kind: 'attribute', name: 'city' },
    { kind: 'all', name: '' },
  ])('is not read after a landing of $kind "$name"', async (scope) => {
    const organisation = await kept.organisationInOslo();
    const calculator = kept.calculator();
    for (let time = 0; time < 2; time += 1) await calculator.members(organisation, [oslo]);
    await kept.poisonLeaves(organisation);
    await kept.count(organisation, { kind: 'attribute', name: 'another' });
    expect(await calculator.members(organisation, [oslo])).toEqual([DECOY]);
    await kept.count(organisation, scope);
    expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
  });

  it('is never read by another organisation', async () => {
    const [mine, other] = [await kept.organisationInOslo(), await kept.organisationInOslo()];
    const calculator = kept.calculator();
    for (let time = 0; time < 2; time += 1) await calculator.members(mine, [oslo]);
    await kept.poisonLeaves(mine);
    for (let time = 0; time < 3; time += 1) {
      expect(await calculator.members(other, [oslo])).toEqual([1, 3]);
    }
  });

  it.each([
    ['asOf', { asOf: '2026-11-21 00:00:00.000001' }],
    ['businessDate', { businessDate: '2026-11-22' }],
  ] as const)('belongs to its %s, if the answer depends on it', async (moment, later) => {
    const organisation = await kept.organisationInOslo();
    const dated = { ...oslo, leaf: { ...oslo.leaf!, moments: [moment] } };
    const calculator = kept.calculator();
    for (let time = 0; time < 2; time += 1) {
      await calculator.members(organisation, [dated]);
      await calculator.members(organisation, [oslo]);
    }
    await kept.poisonLeaves(organisation);
    expect(await calculator.members(organisation, [dated], later)).toEqual([1, 3]);
    expect(await calculator.members(organisation, [dated])).toEqual([DECOY]);
    expect(await calculator.members(organisation, [oslo], later)).toEqual([DECOY]);
  });

  it('that several calculators keep at once is read once', async () => {
    const organisation = await kept.organisationInOslo();
    const calculators = Array.from({ length: 4 }, () => kept.calculator());
    for (let time = 0; time < 3; time += 1) {
      const found = await Promise.all(calculators.map((each) => each.members(organisation, [oslo])));
      expect(found).toEqual(calculators.map(() => [1, 3]));
    }
  });

  it('that is a day old is not read any more, and kept anew', async () => {
    const organisation = await kept.organisationInOslo();
    const calculator = kept.calculator();
    for (let time = 0; time < 2; time += 1) await calculator.members(organisation, [oslo]);
    await kept.poisonLeaves(organisation);
    // The day is part of the partition, so an old row is inserted, not updated.
    await kept.clickhouse.command(
      `INSERT INTO leaf_cache (organisation, key, shard, users, written_at)
       SELECT organisation, key, shard, users, now() - INTERVAL 25 HOUR FROM leaf_cache WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    await kept.clickhouse.command(
      'DELETE FROM leaf_cache WHERE organisation = {organisation:UUID} AND written_at > now() - INTERVAL 1 DAY',
      { organisation },
    );
    expect(await kept.calculator().members(organisation, [oslo])).toEqual([1, 3]);
    await calculator.members(organisation, [oslo]);
    expect(await kept.rows(organisation)).toMatchObject({ leaf_cache: 2 });
  });

  it('that went away between look-up and execution fails the statement: nobody would be a wrong answer', async () => {
    const organisation = await kept.organisationInOslo();
    const calculator = kept.calculator();
    await calculator.members(organisation, [oslo]);
    const statement = await calculator.prepare(organisation, planOf(organisation, [oslo]));
    expect(statement.statement).toContain('leaf_cache');
    await kept.clickhouse.command('DELETE FROM leaf_cache WHERE organisation = {organisation:UUID}', {
      organisation,
    });
    await expect(kept.execute(statement)).rejects.toMatchObject({ code: '395' });
    expect(await calculator.members(organisation, [oslo])).toEqual([1, 3]);
  });

  it('is looked for once, and again when somebody has deleted it', async () => {
    const organisation = randomUUID();
    await kept.land(organisation, 'city', { 1: { text: 'Oslo' } });
    const calculator = kept.calculator();
    for (let time = 0; time < 3; time += 1) await calculator.members(organisation, [oslo]);
    const query = jest.spyOn(kept.clickhouse, 'query');
    expect(await calculator.members(organisation, [oslo])).toEqual([1]);
    expect(query.mock.calls.filter(([statement]) => statement.includes('UNION ALL'))).toEqual([]);
    query.mockRestore();
    const gone = 'DELETE FROM leaf_cache WHERE organisation = {organisation:UUID}';
    await kept.clickhouse.command(gone, { organisation });
    await expect(calculator.members(organisation, [oslo])).rejects.toMatchObject({ code: '395' });
    expect(await calculator.members(organisation, [oslo])).toEqual([1]);
  });
});
