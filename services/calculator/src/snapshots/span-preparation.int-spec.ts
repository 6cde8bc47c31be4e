import type { PlanStage } from '@muster/contracts';
import { Metrics } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { EngineGate } from '../engine/engine-gate';
import { heldBitmapsOf } from '../held-bitmaps/held-bitmaps-of';
import { keptReadsOf } from '../kept-reads/kept-reads-of';
import { scopesOf } from '../kept-reads/stage-reads';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { CancellableOwner } from '../testing-only/cancellable-owner.fixture';
import { KeptReadsForTest, oslo, planOf } from '../testing-only/kept-reads.fixture';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { SpanPreparation } from './span-preparation';

const rome = attributeStage('s0', { attribute: 'city', test: "text = 'Rome'" });
const broken = attributeStage('s0', { attribute: 'city', test: "throwIf(text = 'Rome')" });

describeWith(['clickhouse'], 'plans that are prepared at the same time', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let kept: KeptReadsForTest;

  beforeAll(async () => {
    engine = await dataTablesForTest();
    kept = new KeptReadsForTest(engine.clickhouse);
  });

  afterAll(async () => engine.dispose());

  /**
   * Asks for plans of one stage each. The first is alone, so that the others wait and are prepared together.
   * @param cancelled which of them are, as soon as they have asked.
   * @returns how many members each has, or why it failed.
   */
  async function prepare(
    organisation: string,
    stages: readonly PlanStage[],
    cancelled: readonly number[] = [],
  ): Promise<(number | string)[]> {
    const metrics = new Metrics('test');
    const heldBitmaps = heldBitmapsOf(kept.clickhouse, kept.config, metrics);
    const gate = new EngineGate(kept.config);
    const preparation = new SpanPreparation(
      keptReadsOf(kept.clickhouse, kept.config, metrics),
      heldBitmaps,
      gate,
    );
    const landedData = new LandedDataRepository(kept.clickhouse, kept.config);
    const at = { organisationId: organisation, span: 0 };
    const asked = await Promise.all(
      stages.map(async (stage) => {
        const owner = new CancellableOwner('the run');
        const bound = planOf(organisation, [stage]);
        const { generations } = await landedData.of(organisation, scopesOf(bound.plan), owner);
        return { owner, plan: { ...bound, generations } };
      }),
    );
    const asks = asked.map(({ owner, plan }) => preparation.prepare(plan, at, owner));
    for (const index of cancelled) asked[index]?.owner.cancel();
    const outcomes = await Promise.allSettled(asks);
    return outcomes.map((outcome) =>
      outcome.status === 'rejected'
        ? String(outcome.reason)
        : (heldBitmaps.resultOf(outcome.value.plan, at)?.count() ?? 'not held'),
    );
  }

  it('are kept before any of them is executed, the one that is alone excepted', async () => {
    const organisation = await kept.organisationInOslo();
    expect(await prepare(organisation, [oslo, oslo, rome])).toEqual(['not held', 2, 1]);
    expect((await kept.rows(organisation))['leaf_cache']).toBe(2);
  });

  it('do not fail because of each other', async () => {
    const organisation = await kept.organisationInOslo();
    const prepared = await prepare(organisation, [oslo, oslo, broken, rome]);
    expect(prepared).toEqual(['not held', 2, expect.stringContaining('throwIf'), 1]);
  });

  it('go on when one of their owners is cancelled', async () => {
    const organisation = await kept.organisationInOslo();
    const prepared = await prepare(organisation, [oslo, oslo, rome], [1]);
    expect(prepared).toEqual(['not held', 'Error: the run is cancelled', 1]);
  });

  it('end when all of their owners are cancelled', async () => {
    const organisation = await kept.organisationInOslo();
    const cancelled = 'Error: the run is cancelled';
    const prepared = await prepare(organisation, [oslo, oslo, rome], [1, 2]);
    expect(prepared).toEqual(['not held', cancelled, cancelled]);
    expect((await kept.rows(organisation))['leaf_cache']).toBe(0);
  });
});
