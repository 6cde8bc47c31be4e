import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type CloudEvent,
  type Plan,
  type PlanStage,
  propertyColumn,
  shardOf,
  SHARDS_PER_SPAN,
  USERS_PER_SHARD,
} from '@muster/contracts';
import {
  ClickHouse,
  Deletions,
  EventPublisher,
  Metrics,
  ObjectStore,
  PartitionedPublisher,
  SERVICE_CONFIG,
  ShutdownDeadline,
} from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig } from '../calculator.config';
import { CalculatorModule } from '../calculator.module';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import { IN_SPAN } from '../testing-only/users-of-span.fixture';
import { CalculatePiece } from './calculate-piece.use-case';
import type { CalculationRequest } from './calculation-request';

const SHARD = USERS_PER_SHARD;
const SPAN = SHARDS_PER_SPAN * SHARD;
/** The last id that there is. */
const LAST = 2 ** 32 - 1;
const MEMBERS_OF_SPAN = `SELECT groupBitmapState(uid) AS users FROM users FINAL
  WHERE organisation = {organisation:UUID} AND ${IN_SPAN}`;

class Publisher extends EventPublisher {
  events: CloudEvent<string, Record<string, unknown>>[] = [];

  override async publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.events.push(...(events as CloudEvent<string, Record<string, unknown>>[]));
  }

  told(type: string) {
    return this.events.filter((event) => event.type === `audience.run.${type}.v1`).map(({ data }) => data);
  }
}

describeWith(['clickhouse'], 'a calculation on ClickHouse', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let module: TestingModule;
  let calculatePiece: CalculatePiece;
  let shutdown: AbortController;
  const publisher = new Publisher();
  const config = calculatorConfig.parse({
    CALCULATOR_MAX_EXECUTION_SECONDS: 1,
    CALCULATOR_MAX_MEMORY_MIB: 64,
    CALCULATOR_PROGRESS_SECONDS: 0,
  });

  beforeAll(async () => {
    engine = await dataTablesForTest();
    const metrics = new Metrics('test');
    @Global()
    @Module({
      providers: [
        { provide: ClickHouse, useValue: engine.clickhouse },
        { provide: EventPublisher, useValue: publisher },
        // Nothing is streamed here.
        { provide: PartitionedPublisher, useValue: {} },
        { provide: ObjectStore, useValue: {} },
        { provide: Metrics, useValue: metrics },
        { provide: Deletions, useValue: new Deletions(metrics) },
        { provide: SERVICE_CONFIG, useValue: config },
      ],
      exports: [
        ClickHouse,
        Deletions,
        EventPublisher,
        Metrics,
        ObjectStore,
        PartitionedPublisher,
        SERVICE_CONFIG,
      ],
    })
    class Surroundings {}
    shutdown = new AbortController();
    module = await Test.createTestingModule({ imports: [Surroundings, CalculatorModule] })
      .overrideProvider(ShutdownDeadline)
      .useValue({
        get signal() {
          return shutdown.signal;
        },
      })
      .compile();
    calculatePiece = module.get(CalculatePiece);
  });

  beforeEach(() => {
    publisher.events = [];
    shutdown = new AbortController();
  });

  afterAll(async () => {
    await module.close();
    await engine.dispose();
  });

  async function organisationWith(...uids: number[]): Promise<string> {
    const organisation = randomUUID();
    await engine.clickhouse.insert(
      'users',
      uids.map((uid) => ({ organisation, uid, entity_id: `u${uid}`, version: 1, deleted: 0 })),
    );
    return organisation;
  }

  function request(
    organisationId: string,
    select = MEMBERS_OF_SPAN,
    plan: Partial<Plan> = {},
  ): CalculationRequest {
    return {
      organisationId,
      audienceId: randomUUID(),
      runId: randomUUID(),
      definitionVersion: 1,
      runSeq: 1,
      piece: 0,
      pieces: 1,
      asOf: '2026-11-21T00:00:00.123456+08:00',
      businessDate: '2026-11-21',
      inputs: {},
      plan: oneStagePlan(select, plan),
    };
  }

  /** Members of a snapshot, read the way that other services read them. */
  async function members({ organisationId, audienceId }: CalculationRequest, snapshotId: unknown) {
    const rows = await engine.clickhouse.query<{ uid: number }>(
      `SELECT arrayJoin(bitmapToArray(groupBitmapMergeState(users))) AS uid FROM snapshots
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID} AND snapshot IN {snapshots:Array(UUID)}
       ORDER BY uid`,
      { organisation: organisationId, audience: audienceId, snapshots: [String(snapshotId)] },
    );
    return rows.map(({ uid }) => uid);
  }

  describe('of a rule that reads the result of another audience', () => {
    /** Everybody but the members of the input, whose snapshot this is. */
    async function askedOf(
      organisation: string,
      snapshot: string,
      count?: number,
    ): Promise<CalculationRequest> {
      const audienceId = randomUUID();
      await engine.clickhouse.command(
        `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
         SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, 0, {snapshot:UUID}, groupBitmapState(toUInt32(1))`,
        { organisation, audience: audienceId, snapshot },
      );
      const read = `SELECT groupBitmapMergeState(users) FROM snapshots WHERE organisation = {organisation:UUID} AND snapshot IN {input0:Array(UUID)} AND shard = {span:UInt32}`;
      const all = oneStagePlan(MEMBERS_OF_SPAN).stages[0]!;
      const input: PlanStage = { id: 's1', label: '', pointer: '', select: read, input: 'input0' };
      const asked = request(organisation, '', {
        inputs: [{ parameter: 'input0', audienceId, at: 'latest' }],
        stages: [all, input],
        result: 'bitmapAndnot(s0, s1)',
      });
      const inputMembers = count === undefined ? {} : { inputMembers: { input0: count } };
      return { ...asked, inputs: { input0: [snapshot] }, ...inputMembers };
    }
    const outcome = async (asked: CalculationRequest) => {
      publisher.events = [];
      await calculatePiece.execute(asked, new Date());
      return publisher.events.at(-1)!.data;
    };

    it('fails clearly when members of that result are gone, also of one that this process has read before', async () => {
      const organisation = await organisationWith(1, 2);
      const snapshot = randomUUID();
      const asked = await askedOf(organisation, snapshot, 1);
      const told = await outcome(asked);
      expect(await members(asked, told['snapshotId'])).toEqual([2]);
      await engine.clickhouse.command('DELETE FROM snapshots WHERE snapshot = {snapshot:UUID}', { snapshot });
      const { audienceId } = asked.plan.inputs[0]!;
      expect(await outcome({ ...asked, runId: randomUUID() })).toMatchObject({
        code: 'calculation.input-lost',
        message: expect.stringContaining(`0 of 1 members of audience ${audienceId}`),
      });
    });

    it('reads it unseen when nobody says how many members it has', async () => {
      const organisation = await organisationWith(1, 2);
      const asked = await askedOf(organisation, randomUUID());
      expect(await members(asked, (await outcome(asked))['snapshotId'])).toEqual([2]);
    });
  });

  it('writes the results of pieces that are calculated at the same time, each to its own snapshot', async () => {
    const organisation = await organisationWith(1, 2, SHARD + 1, SPAN - 1, SPAN, SPAN + 9);
    await engine.clickhouse.insert(
      'user_attributes',
      [1, 2, SHARD + 1].map((uid) => ({
        ...{
          organisation,
          uid,
          attribute: 'age',
          number: String(uid),
          version: 1,
          deleted: 0,
          is_list: false,
        },
      })),
    );
    const youngerThan = (age: number): CalculationRequest => {
      const stage = attributeStage('s0', { attribute: 'age', test: `number < ${age}` });
      return request(organisation, '', { stages: [stage] });
    };
    const ages = [1, 2, 3, SHARD + 1, SHARD + 2, 2, 3];
    const asked = ages.map(youngerThan);
    await Promise.all(asked.map((each) => calculatePiece.execute(each, new Date())));

    const completed = new Map(publisher.told('completed').map((told) => [told['runId'], told]));
    const found = await Promise.all(
      asked.map(async (each) => {
        const { count, snapshotId } = completed.get(each.runId) ?? {};
        return { count, users: await members(each, snapshotId) };
      }),
    );
    const all = [1, 2, SHARD + 1];
    const expected = ages.map((age) => all.filter((uid) => uid < age));
    expect(found).toEqual(expected.map((users) => ({ count: users.length, users })));
  });

  it('writes every shard of the organisation, and counts what it wrote', async () => {
    await organisationWith(5, 6, 7);
    const organisation = await organisationWith(1, 2, SHARD + 1, SPAN - 1, SPAN, SPAN + 9, LAST);
    const asked = request(organisation);
    await calculatePiece.execute(asked, new Date());

    expect(publisher.told('started')).toHaveLength(1);
    expect(publisher.told('progressed')).toMatchObject([
      { shardsDone: 3, shards: 5 },
      { shardsDone: 4, shards: 5 },
    ]);
    const [completed] = publisher.told('completed');
    expect(completed).toMatchObject({
      count: 7,
      shards: [
        { shard: 0, count: 2 },
        { shard: 1, count: 1 },
        { shard: 3, count: 1 },
        { shard: 4, count: 2 },
        { shard: shardOf(LAST), count: 1 },
      ],
    });
    expect(completed!['engineMs']).toBeGreaterThan(0);
    expect(await members(asked, completed!['snapshotId'])).toEqual([
      1,
      2,
      SHARD + 1,
      SPAN - 1,
      SPAN,
      SPAN + 9,
      LAST,
    ]);
  });

  it('says up to when it knows the data: the newest landing of its organisation, whatever was landed', async () => {
    const organisation = await organisationWith(1);
    await calculatePiece.execute(request(organisation), new Date());
    const landed = (who: string, name: string, landed_at: string) =>
      engine.clickhouse.insert('data_generations', [
        { organisation: who, kind: 'event', name, landings: 1, landed_at },
      ]);
    await landed(organisation, 'view', '2026-11-20 08:00:00.123');
    await landed(organisation, 'buy', '2026-11-20 09:30:00.456');
    await landed(organisation, 'view', '2026-11-20 08:30:00.000');
    await landed(randomUUID(), 'view', '2026-11-21 00:00:00.000');
    await calculatePiece.execute(request(organisation), new Date());
    expect(publisher.told('completed').map((told) => told['dataWatermark'])).toEqual([
      undefined,
      '2026-11-20T09:30:00.456Z',
    ]);
  });

  it('gives each piece its own spans', async () => {
    const organisation = await organisationWith(1, SPAN - 1, SPAN, 2 * SPAN, 4 * SPAN + 5, 5 * SPAN);
    const whole = request(organisation);
    await calculatePiece.execute({ ...whole, piece: 0, pieces: 2 }, new Date());
    await calculatePiece.execute({ ...whole, piece: 1, pieces: 2 }, new Date());
    const pieces = publisher.told('completed').map(({ snapshotId }) => members(whole, snapshotId));
    expect(await Promise.all(pieces)).toEqual([
      [1, SPAN - 1, 2 * SPAN, 4 * SPAN + 5],
      [SPAN, 5 * SPAN],
    ]);
  });

  it('is tried again while a declared property has no column yet, and then succeeds', async () => {
    const organisation = await organisationWith(1, 2);
    const column = propertyColumn(`late-${randomUUID()}`, 'boolean');
    const asked = request(
      organisation,
      `SELECT groupBitmapState(uid) AS users FROM users FINAL
        WHERE organisation = {organisation:UUID} AND ${IN_SPAN}
          AND uid NOT IN (SELECT uid FROM events WHERE isNotNull(${column}) AND assumeNotNull(${column}))`,
    );
    // Thrown, so that the message is retried; a failure that is told ends the run.
    await expect(calculatePiece.execute(asked, new Date())).rejects.toMatchObject({ code: '47' });
    expect(publisher.told('failed')).toEqual([]);
    await engine.clickhouse.command(`ALTER TABLE events ADD COLUMN ${column} Nullable(Bool)`);
    await calculatePiece.execute(asked, new Date());
    expect(publisher.told('completed')).toMatchObject([{ count: 2 }]);
  });

  it('binds the literals of the rule, the time and the results of other audiences', async () => {
    const organisation = await organisationWith(1, 2, 3, 4);
    const other = request(organisation);
    await calculatePiece.execute(other, new Date());
    const input = String(publisher.told('completed')[0]!['snapshotId']);
    publisher.events = [];

    const select = `SELECT groupBitmapState(uid) AS users FROM users FINAL
        WHERE organisation = {organisation:UUID} AND ${IN_SPAN}
          AND bitmapContains((SELECT groupBitmapMergeState(users) FROM snapshots
            WHERE organisation = {organisation:UUID} AND snapshot IN {input0:Array(UUID)} AND shard >= {span:UInt32}), uid)
          AND entity_id IN {p0:Array(String)} AND uid > {p1:Decimal(24, 6)}
          AND {asOf:DateTime64(6, 'UTC')} = toDateTime64('2026-11-20 16:00:00.123456', 6, 'UTC')
          AND {businessDate:Date} = '2026-11-21'`;
    const asked = request(organisation, select, {
      inputs: [{ parameter: 'input0', audienceId: other.audienceId, at: 'latest' }],
      parameters: {
        p0: { type: 'Array(String)', value: ['u2', 'u3', "u4' OR 1=1 --", '\\'] },
        p1: { type: 'Decimal(24, 6)', value: '2.000001' },
      },
    });
    await calculatePiece.execute({ ...asked, inputs: { input0: [input] } }, new Date());
    expect(publisher.told('failed')).toEqual([]);
    expect(await members(asked, publisher.told('completed')[0]!['snapshotId'])).toEqual([3]);
  });

  it('completes with nobody when there are no users', async () => {
    await calculatePiece.execute(request(randomUUID()), new Date());
    expect(publisher.told('completed')).toMatchObject([{ count: 0, shards: [], rowsRead: 0 }]);
  });

  it('leaves the snapshot of an earlier attempt as it is', async () => {
    const organisation = await organisationWith(1, 2);
    const asked = request(organisation);
    await calculatePiece.execute(asked, new Date());
    await engine.clickhouse.insert('users', [
      { organisation, uid: 3, entity_id: 'u3', version: 1, deleted: 0 },
    ]);
    await calculatePiece.execute(asked, new Date());
    const [first, second] = publisher.events.filter(({ type }) => type === 'audience.run.completed.v1');
    expect(second!.id).toBe(first!.id);
    expect(await members(asked, first!.data['snapshotId'])).toEqual([1, 2]);
    expect(await members(asked, second!.data['snapshotId'])).toEqual([1, 2, 3]);
  });

  it.each([
    [
      'a statement with a mistake',
      'SELECT groupBitmapState(nothing) AS users FROM users',
      'refused-by-engine',
    ],
    [
      'no row',
      'SELECT groupBitmapState(toUInt32(1)) AS users FROM numbers(1) GROUP BY number HAVING 0',
      'refused-by-engine',
    ],
    [
      'two rows',
      'SELECT groupBitmapState(toUInt32(1)) AS users FROM numbers(2) GROUP BY number',
      'refused-by-engine',
    ],
    ['a column that is no bitmap', `SELECT 'text' AS users`, 'refused-by-engine'],
    [
      'too much time',
      'SELECT groupBitmapState(toUInt32(number % 7)) AS users FROM numbers(1000000000000)',
      'time-limit',
    ],
    [
      'too much memory',
      'SELECT groupBitmapState(toUInt32(length(a))) AS users FROM (SELECT groupArray(number) AS a FROM numbers(100000000))',
      'memory-limit',
    ],
  ])('ends the run that takes %s', async (_what, select, code) => {
    await calculatePiece.execute(request(await organisationWith(1), select), new Date());
    expect(publisher.told('completed')).toEqual([]);
    expect(publisher.told('failed')).toMatchObject([{ code: `calculation.${code}` }]);
  });

  it('gives a calculation up, without calling it failed, when the service has to stop', async () => {
    const organisation = await organisationWith(1, SPAN);
    const stop = new Error('the service stops');
    const publish = jest.spyOn(publisher, 'publish').mockImplementation(async (_topic, events) => {
      if (events[0]!.type === 'audience.run.progressed.v1') shutdown.abort(stop);
    });
    await expect(calculatePiece.execute(request(organisation), new Date())).rejects.toBe(stop);
    const told = publish.mock.calls.map(([, [event]]) => event!.type);
    publish.mockRestore();
    expect(told).toEqual(['audience.run.started.v1', 'audience.run.progressed.v1']);
  });
});
