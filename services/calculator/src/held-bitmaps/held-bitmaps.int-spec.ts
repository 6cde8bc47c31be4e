import { randomUUID } from 'node:crypto';
import { type PlanStage, SHARDS_PER_SPAN, USERS_PER_SPAN } from '@muster/contracts';
import { Metrics } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import type { SpanPlan } from '../kept-reads/bound-plan';
import { KeptReadsForTest, oslo, planOf } from '../testing-only/kept-reads.fixture';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import type { HeldBitmaps } from './held-bitmaps';
import { heldBitmapsOf } from './held-bitmaps-of';
import { idsOf } from './span-users.fixture';

const young = attributeStage('s1', { attribute: 'age', test: 'number < 40' });

describeWith(['clickhouse'], 'bitmaps that a process holds', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let kept: KeptReadsForTest;
  let held: HeldBitmaps;

  beforeAll(async () => {
    engine = await dataTablesForTest();
    kept = new KeptReadsForTest(engine.clickhouse);
  });

  beforeEach(() => {
    held = heldBitmapsOf(kept.clickhouse, kept.config, new Metrics('test'));
  });

  afterAll(async () => engine.dispose());

  async function organisationOfThree(): Promise<string> {
    const organisation = await kept.organisationInOslo();
    await kept.land(organisation, 'age', { 1: { number: '30' }, 3: { number: '50' } });
    return organisation;
  }

  /** The plan as it is executed at the n-th ask. */
  async function spanPlan(
    organisation: string,
    stages: readonly PlanStage[],
    asks: number,
  ): Promise<SpanPlan> {
    const calculator = kept.calculator();
    const plan = planOf(organisation, stages);
    for (let ask = 1; ask < asks; ask += 1) await calculator.spanPlan(organisation, plan);
    return calculator.spanPlan(organisation, plan);
  }

  async function membersOf(plan: SpanPlan, organisationId: string): Promise<number[] | undefined> {
    const at = { organisationId, span: 0 };
    await held.hold([plan], at, { queryId: randomUUID(), signal: new AbortController().signal });
    const result = held.resultOf(plan, at);
    if (!result) return undefined;
    const users = idsOf(result);
    expect(result.count()).toBe(users.length);
    return users;
  }

  it('give the members of a plan whose conditions all have leaves', async () => {
    const organisation = await organisationOfThree();
    const plan = await spanPlan(organisation, [oslo, young], 3);
    expect(await membersOf(plan, organisation)).toEqual([1]);
  });

  it('are not enough for a plan with another condition', async () => {
    const organisation = await organisationOfThree();
    await spanPlan(organisation, [oslo], 3);
    expect(await membersOf(await spanPlan(organisation, [oslo, young], 1), organisation)).toBeUndefined();
  });

  it('are brought once', async () => {
    const organisation = await organisationOfThree();
    const plan = await spanPlan(organisation, [oslo], 3);
    await membersOf(plan, organisation);
    await kept.poisonLeaves(organisation);
    expect(await membersOf(plan, organisation)).toEqual([1, 3]);
  });

  it('are not made of a leaf that is gone', async () => {
    const organisation = await organisationOfThree();
    const plan = await spanPlan(organisation, [oslo], 3);
    await kept.clickhouse.command('DELETE FROM leaf_cache WHERE organisation = {organisation:UUID}', {
      organisation,
    });
    expect(await membersOf(plan, organisation)).toBeUndefined();
  });

  it('are none when nothing is to be held', async () => {
    const organisation = await organisationOfThree();
    const plan = await spanPlan(organisation, [oslo], 3);
    held = heldBitmapsOf(
      kept.clickhouse,
      { ...kept.config, CALCULATOR_HELD_BITMAPS_MIB: 0 },
      new Metrics('test'),
    );
    expect(await membersOf(plan, organisation)).toBeUndefined();
  });

  describe('of an audience', () => {
    const audienceId = randomUUID();
    const [first, second, ofAnotherSpan] = [randomUUID(), randomUUID(), randomUUID()];

    async function organisationWithResult(): Promise<string> {
      const organisation = await organisationOfThree();
      const rows = [
        [first, 0, '1, 2'],
        [second, 0, '3'],
        [second, 3, String(USERS_PER_SPAN - 1)],
        [ofAnotherSpan, SHARDS_PER_SPAN, String(USERS_PER_SPAN)],
      ] as const;
      for (const [snapshot, shard, users] of rows) {
        await kept.clickhouse.command(
          `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
           SELECT {organisation:UUID}, {audienceId:UUID}, {snapshot:UUID}, {shard:UInt16}, {snapshot:UUID},
             groupBitmapState(toUInt32(arrayJoin([${users}])))`,
          { organisation, audienceId, snapshot, shard },
        );
      }
      return organisation;
    }

    function planWith(organisation: string, snapshots: readonly string[]): SpanPlan {
      const condition = `audience = '${audienceId}' AND snapshot IN {input0:Array(UUID)}`;
      const stage: PlanStage = {
        ...{ id: 's0', label: '', pointer: '', input: 'input0', bitmaps: { table: 'snapshots', condition } },
        select: `SELECT groupBitmapMergeState(users) FROM snapshots WHERE ${condition}`,
      };
      const bound = planOf(organisation, [stage], { input0: snapshots });
      const inputs = [{ parameter: 'input0', audienceId, at: 'latest' as const }];
      return { ...bound, plan: { ...bound.plan, inputs }, reads: new Map(), leaves: new Map() };
    }

    it.each([
      ['one snapshot', [first], [1, 2]],
      ['several', [first, second], [1, 2, 3, USERS_PER_SPAN - 1]],
      ['one without users of the span', [ofAnotherSpan], []],
      ['some without', [second, ofAnotherSpan], [3, USERS_PER_SPAN - 1]],
      ['none', [], []],
    ])('give its members from %s', async (_what, snapshots, members) => {
      const organisation = await organisationWithResult();
      expect(await membersOf(planWith(organisation, snapshots), organisation)).toEqual(members);
    });

    it('have a snapshot as soon as it is written', async () => {
      const organisation = await organisationOfThree();
      const plan = await spanPlan(organisation, [oslo], 3);
      await membersOf(plan, organisation);
      const result = held.resultOf(plan, { organisationId: organisation, span: 0 });
      const snapshot = randomUUID();
      if (result) held.holdSnapshot(snapshot, { organisationId: organisation, span: 0 }, result);
      expect(await membersOf(planWith(organisation, [snapshot]), organisation)).toEqual([1, 3]);
    });
  });
});
