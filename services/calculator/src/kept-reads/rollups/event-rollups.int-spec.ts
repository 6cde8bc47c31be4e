import { randomUUID } from 'node:crypto';
import { executeLeadingRounds, type PlanStage, USERS_PER_SHARD } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig, type CalculatorConfig } from '../../calculator.config';
import { oneStagePlan } from '../../testing-only/one-stage-plan.fixture';
import type { QueryOwner } from '../../engine/query-owner';
import { Generations } from '../../landed-data/generations';
import type { AskedPlan } from '../bound-plan';
import { EventRollups } from './event-rollups';
import { EventRollupsRepository } from './event-rollups.repository';

const DECOY = 9_999_999;
/** A user of the same span in another shard. */
const NEIGHBOUR = USERS_PER_SHARD + 2;
const TODAY = '2026-11-21';
const GUARD = `organisation = {organisation:UUID} AND app = 'shop' AND event = 'view'`;

/** Users with at least three events. */
const views: PlanStage = {
  ...{ id: 's0', label: 'views', pointer: '' },
  select: `SELECT groupBitmapState(uid) FROM (SELECT uid FROM events WHERE ${GUARD} GROUP BY uid HAVING count() >= 3)`,
  rollup: {
    ...{ app: 'shop', event: 'view', property: null },
    source: `SELECT app, day, uid, count() AS seen, seen AS events, CAST(0, 'Decimal(38, 6)') AS total FROM events WHERE ${GUARD} AND day IN {s0Days:Array(Date)} GROUP BY app, day, uid`,
    parameters: { days: 's0Days', builds: 's0Builds', until: 's0Until' },
    select: `SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, events FROM event_rollups WHERE ${GUARD} AND property = '' AND day < {s0Until:Date} AND build IN {s0Builds:Array(UUID)} UNION ALL SELECT uid, 1 AS events FROM events WHERE ${GUARD} AND day >= {s0Until:Date}) GROUP BY uid HAVING sum(events) >= 3)`,
  },
};

describeWith(['clickhouse'], 'daily rollups', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let clickhouse: ClickHouse;
  const config = calculatorConfig.parse({ CALCULATOR_ROLLUP_EVENTS: 1 });

  beforeAll(async () => {
    engine = await dataTablesForTest();
    ({ clickhouse } = engine);
  });

  afterAll(async () => engine.dispose());

  const process = (settings: Partial<CalculatorConfig> = {}): EventRollups => {
    const all = { ...config, ...settings };
    return new EventRollups(new EventRollupsRepository(clickhouse, all), all);
  };

  async function land(organisation: string, uid: number, day: string, times = 1): Promise<void> {
    const rows = Array.from({ length: times }, (_, index) => ({
      ...{ organisation, app: 'shop', event: 'view', day, uid, event_id: randomUUID() },
      time: `${day} 12:00:0${index}`,
    }));
    await clickhouse.insert('events', rows);
  }

  /** One user with four events of one past day and one of another, and one with two events of a past day and one of today. */
  async function organisationWithViews(): Promise<string> {
    const organisation = randomUUID();
    await land(organisation, 1, '2026-11-19', 4);
    await land(organisation, 1, '2026-11-20');
    await land(organisation, NEIGHBOUR, '2026-11-19', 2);
    await land(organisation, NEIGHBOUR, TODAY);
    return organisation;
  }

  async function ask(
    rollups: EventRollups,
    organisation: string,
    stage = views,
    generations = new Generations([]),
  ): Promise<{ members: number[]; until: unknown }> {
    const bound: AskedPlan = {
      generations,
      plan: oneStagePlan('', { stages: [stage] }),
      parameters: { organisation, businessDate: TODAY },
    };
    const owner: QueryOwner = {
      signal: new AbortController().signal,
      queryId: (...parts) => [...parts, randomUUID()].join('/'),
    };
    const at = { organisationId: organisation, span: 0 };
    const rolled = (await rollups.prepare(bound, [stage], at, owner)).stages.get('s0');
    const reads = new Map(rolled ? [['s0', { select: rolled.select }]] : []);
    const { statement } = await executeLeadingRounds(bound.plan, reads, () =>
      Promise.reject(new Error('a plan without masks has one round')),
    );
    const rows = await clickhouse.query<{ uid: number }>(
      `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM (${statement}) ORDER BY uid`,
      { ...bound.parameters, ...rolled?.parameters },
    );
    return { members: rows.map(({ uid }) => uid), until: rolled?.parameters['s0Until'] };
  }

  /** Another user in the builds, without a count that a reader would miss: whoever finds it has read them. */
  async function poison(organisation: string): Promise<void> {
    await clickhouse.command(
      `INSERT INTO event_rollups SELECT * REPLACE (toUInt32(${DECOY}) AS uid, toUInt64(3) AS events, toUInt64(0) AS seen)
       FROM event_rollups WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
  }

  test('are made when events are asked for again, of all days but today, and then read', async () => {
    const organisation = await organisationWithViews();
    const rollups = process();
    expect(await ask(rollups, organisation)).toEqual({ members: [1, NEIGHBOUR], until: undefined });
    expect(await ask(rollups, organisation)).toEqual({ members: [1, NEIGHBOUR], until: TODAY });
    await poison(organisation);
    expect(await ask(rollups, organisation)).toEqual({ members: [1, NEIGHBOUR, DECOY], until: TODAY });
    // Another process finds them at once.
    expect((await ask(process(), organisation)).members).toContain(DECOY);
  });

  test('are not read from a day on that has got another event, until it is rolled up again', async () => {
    const organisation = await organisationWithViews();
    const rollups = process();
    for (let time = 0; time < 2; time += 1) await ask(rollups, organisation);
    await land(organisation, 3, '2026-11-20', 3);
    expect(await ask(process(), organisation)).toEqual({ members: [1, 3, NEIGHBOUR], until: '2026-11-20' });
    expect(await ask(rollups, organisation)).toEqual({ members: [1, 3, NEIGHBOUR], until: TODAY });
  });

  test('are looked up again when the data have another generation', async () => {
    const organisation = await organisationWithViews();
    const rollups = process();
    const scope = { kind: 'event', name: 'view' } as const;
    const leaf = { key: 'views', select: views.select, scopes: [scope], moments: [] };
    const stage: PlanStage = { ...views, leaf };
    const landed = (landings: number) => new Generations([{ ...scope, landings, landedAt: landings }]);
    for (let time = 0; time < 2; time += 1) await ask(rollups, organisation, stage, landed(1));
    await land(organisation, 3, '2026-11-20', 3);
    // Not counted as landed yet, the events may be seen or not.
    expect((await ask(rollups, organisation, stage, landed(1))).until).toBe(TODAY);
    await ask(rollups, organisation, stage, landed(2));
    expect(await ask(rollups, organisation, stage, landed(2))).toEqual({
      members: [1, 3, NEIGHBOUR],
      until: TODAY,
    });
  });

  test.each([
    ['all of its rows', 'true'],
    ['the rows of a user', `uid = ${NEIGHBOUR}`],
  ])('are not read when a build has lost %s, and are made again', async (_what, lost) => {
    const organisation = await organisationWithViews();
    const rollups = process();
    const scope = { kind: 'event', name: 'view' } as const;
    const stage: PlanStage = {
      ...views,
      leaf: { key: 'views', select: views.select, scopes: [scope], moments: [] },
    };
    const generations = new Generations([{ ...scope, landings: 1, landedAt: 1 }]);
    for (let time = 0; time < 2; time += 1) await ask(rollups, organisation, stage, generations);
    await clickhouse.command(
      `ALTER TABLE event_rollups DELETE WHERE organisation = {organisation:UUID} AND ${lost} SETTINGS mutations_sync = 1`,
      { organisation },
    );
    expect((await ask(process(), organisation, stage, generations)).members).toEqual([1, NEIGHBOUR]);
    // This process has them in memory, under the same generation.
    expect(await ask(rollups, organisation, stage, generations)).toEqual({
      members: [1, NEIGHBOUR],
      until: TODAY,
    });
  });

  test('made by several processes at once do not count twice', async () => {
    const organisation = await organisationWithViews();
    const processes = [process(), process(), process()];
    for (let time = 0; time < 2; time += 1) {
      const answers = await Promise.all(processes.map((each) => ask(each, organisation)));
      expect(answers.map(({ members }) => members)).toEqual(processes.map(() => [1, NEIGHBOUR]));
    }
    // A user with two events of a day has them once, whichever build is read.
    await land(organisation, 4, '2026-11-18', 2);
    for (let time = 0; time < 2; time += 1) await ask(processes[0]!, organisation);
    expect(await ask(process(), organisation)).toEqual({ members: [1, NEIGHBOUR], until: TODAY });
  });

  test('are of one organisation', async () => {
    const [mine, other] = [await organisationWithViews(), await organisationWithViews()];
    const rollups = process();
    for (let time = 0; time < 2; time += 1) await ask(rollups, mine);
    await poison(mine);
    for (let time = 0; time < 3; time += 1) {
      expect((await ask(rollups, other)).members).toEqual([1, NEIGHBOUR]);
    }
  });

  test.each([
    ['few events', { CALCULATOR_ROLLUP_EVENTS: 1_000 }],
    ['hardly more events than users on each day', { CALCULATOR_ROLLUP_DENSITY: 3 }],
  ])('are not made of %s', async (_what, settings) => {
    const organisation = await organisationWithViews();
    const rollups = process(settings);
    for (let time = 0; time < 3; time += 1) {
      expect(await ask(rollups, organisation)).toEqual({ members: [1, NEIGHBOUR], until: undefined });
    }
  });
});
