import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanStage } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { KeptReadsForTest, nothing, oslo, planOf } from '../testing-only/kept-reads.fixture';

describeWith(['clickhouse'], 'keeping what plans read', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let kept: KeptReadsForTest;

  beforeAll(async () => {
    engine = await dataTablesForTest();
    kept = new KeptReadsForTest(engine.clickhouse);
  });

  afterAll(async () => engine.dispose());

  const slow = (seconds: number): PlanStage => {
    const select = `SELECT groupBitmapState(toUInt32(number + sleepEachRow(0.05))) FROM numbers(${seconds * 20}) SETTINGS max_block_size = 1`;
    return {
      ...{ id: 's0', label: '', pointer: '', select: 'SELECT groupBitmapState(toUInt32(7))' },
      leaf: { key: `slow ${seconds}`, scopes: [{ kind: 'users', name: '' }], moments: [], select },
    };
  };

  it('that takes too long does not keep the plan from being executed, and is not tried again', async () => {
    const organisation = randomUUID();
    const calculator = kept.calculator({ CALCULATOR_MAX_EXECUTION_SECONDS: 1 });
    await calculator.members(organisation, [slow(3)]);
    expect(await calculator.members(organisation, [slow(3)])).toEqual([7]);
    const begun = Date.now();
    expect(await calculator.members(organisation, [slow(3)])).toEqual([7]);
    expect(Date.now() - begun).toBeLessThan(900);
    expect(await kept.rows(organisation)).toEqual(nothing);
  });

  it('that takes too much memory does not either', async () => {
    const organisation = randomUUID();
    const calculator = kept.calculator({ CALCULATOR_MAX_MEMORY_MIB: 64 });
    const big = slow(0);
    big.leaf!.select =
      'SELECT groupBitmapState(toUInt32(length(a))) FROM (SELECT groupArray(number) AS a FROM numbers(100000000))';
    await calculator.members(organisation, [big]);
    expect(await calculator.members(organisation, [big])).toEqual([7]);
  });

  it('with a mistake in it is an error', async () => {
    const organisation = randomUUID();
    const calculator = kept.calculator();
    const wrong = slow(0);
    wrong.leaf!.select = 'SELECT groupBitmapState(nothing) FROM users';
    await calculator.members(organisation, [wrong]);
    await expect(calculator.members(organisation, [wrong])).rejects.toMatchObject({ code: '47' });
  });

  it.each(['leaf', 'values'] as const)('of %s that is stopped in the engine keeps nothing', async (what) => {
    const organisation = randomUUID();
    const calculator = kept.calculator();
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
    setTimeout(() => void kept.clickhouse.cancelQueries(work), 300);
    await expect(preparing).rejects.toMatchObject({ code: '394' });
    // As long as it would have taken.
    await sleep(2_000);
    expect(await kept.rows(organisation)).toEqual(nothing);
  });

  it('ends when nobody waits for it any more', async () => {
    const organisation = randomUUID();
    const calculator = kept.calculator();
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

  it('looks for nothing when a plan has nothing to keep', async () => {
    const query = jest.spyOn(kept.clickhouse, 'query');
    const [{ id, label, pointer, select }] = [oslo];
    await kept.calculator().prepare(randomUUID(), planOf('', [{ id, label, pointer, select }]));
    expect(query).toHaveBeenCalled();
    expect(query).not.toHaveBeenCalledWith(
      expect.stringContaining('FROM leaf_cache'),
      expect.anything(),
      expect.anything(),
    );
    query.mockRestore();
  });
});
