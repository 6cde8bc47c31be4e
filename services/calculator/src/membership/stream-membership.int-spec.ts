import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type TopicEvent, type topics, USERS_PER_SHARD } from '@muster/contracts';
import { ShutdownDeadline } from '@muster/platform';
import { bucketsForTest, dataTablesForTest, describeWith, MembershipFold } from '@muster/testing';
import { calculatorConfig } from '../calculator.config';
import { BoundedPublisher, type Told } from '../testing-only/bounded-publisher.fixture';
import { ChangePublisher } from './change-publisher';
import { ManifestPublisher } from './manifest-publisher';
import { MembershipRepository } from './membership.repository';
import { StreamMembership } from './stream-membership.use-case';
import { StreamPositionsRepository } from './stream-positions.repository';
import type { ResultOfRun } from './streamed-result';

const SHARD = USERS_PER_SHARD;
const MAX_RECORDS = 1_000;

type Manifest = Extract<TopicEvent<typeof topics.snapshot>, { type: 'audience.snapshot.manifest.v1' }>;

describeWith(['clickhouse', 'object-store'], 'streaming a membership', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let files: Awaited<ReturnType<typeof bucketsForTest>>;
  let publisher: BoundedPublisher;
  let fold: MembershipFold;
  let audience: { organisationId: string; audienceId: string };

  beforeAll(async () => {
    [engine, files] = await Promise.all([dataTablesForTest(), bucketsForTest()]);
  });
  afterAll(async () => {
    await Promise.all([engine.dispose(), files.dispose()]);
  });
  beforeEach(async () => {
    publisher = new BoundedPublisher();
    fold = new MembershipFold(async (key) => buffer(await files.store.get('membership', key)));
    audience = { organisationId: randomUUID(), audienceId: randomUUID() };
    await land(1, 2, 3, 4, 5, SHARD + 1, SHARD + 2);
  });

  /** A calculator that has just been started: nothing is left of what another one had in memory. */
  function calculator(maxRecords = MAX_RECORDS): StreamMembership {
    const config = calculatorConfig.parse({ CALCULATOR_MEMBERSHIP_MAX_RECORDS: maxRecords });
    const memberships = new MembershipRepository(engine.clickhouse, config);
    const shutdown = new ShutdownDeadline();
    return new StreamMembership(
      new StreamPositionsRepository(engine.clickhouse),
      memberships,
      new ChangePublisher(memberships, publisher, shutdown),
      new ManifestPublisher(memberships, files.store, publisher.unpartitioned, shutdown),
      publisher.unpartitioned,
      shutdown,
      config,
    );
  }

  async function land(...uids: number[]): Promise<void> {
    const rows = uids.map((uid) => ({
      ...{ organisation: audience.organisationId, uid, entity_id: `u/${uid}`, version: 1, deleted: 0 },
    }));
    await engine.clickhouse.insert('users', rows);
  }

  /** A published result with these members. */
  async function result(runSeq: number, uids: readonly number[], change: Partial<ResultOfRun> = {}) {
    const [runId, snapshot] = [randomUUID(), randomUUID()];
    for (const shard of new Set(uids.map((uid) => Math.floor(uid / SHARD)))) {
      await engine.clickhouse.command(
        `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
         SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, {shard:UInt16}, {run:UUID}, groupBitmapState(uid)
         FROM (SELECT arrayJoin({uids:Array(UInt32)}) AS uid)`,
        {
          ...{
            organisation: audience.organisationId,
            audience: audience.audienceId,
            snapshot,
            run: runId,
            shard,
          },
          uids: uids.filter((uid) => Math.floor(uid / SHARD) === shard),
        },
      );
    }
    const published: ResultOfRun = {
      ...audience,
      ...{
        definitionVersion: 1,
        runId,
        runSeq,
        asOf: '2026-11-21T00:00:00+08:00',
        businessDate: '2026-11-21',
      },
      ...{ snapshotIds: [snapshot], count: uids.length, shards: [], trigger: 'scheduled' },
      stream: { mode: 'members', epoch: 1 },
      ...change,
    };
    return published;
  }

  /** Everything that was published since the last call, folded as well. */
  async function told(): Promise<Told[]> {
    const events = publisher.takeAll();
    for (const event of events) await fold.hear(event);
    return events;
  }
  const records = (events: readonly Told[]) =>
    events
      .filter(({ type }) => type === 'audience.membership.changed.v1')
      .map(({ data }) => [
        (data['subject'] as { id: string }).id,
        data['state'],
        data['reason'],
        data['transition'],
      ]);
  const markers = (events: readonly Told[]) =>
    events.filter(({ type }) => type === 'audience.membership.completed.v1').map(({ data }) => data);
  const manifests = (events: readonly Told[]) =>
    events.filter(({ type }) => type === 'audience.snapshot.manifest.v1').map(({ data }) => data);
  const idsOf = (uids: readonly number[]) => uids.map((uid) => `u/${uid}`).sort();

  it('begins with a manifest of everybody, and nothing has happened to them', async () => {
    await calculator().published(await result(1, [1, 2, SHARD + 1]));
    const events = await told();
    expect(events.map(({ type }) => type.split('.')[2])).toEqual(['manifest', ...Array(4).fill('completed')]);
    const manifest = events[0] as unknown as Manifest;
    expect(manifest.data).toMatchObject({ reason: 'bootstrap', transition: false, count: 3, runSeq: 1 });
    expect(manifest.partitionkey).not.toBe(audience.audienceId);
    const [first] = manifest.data.chunks;
    const bytes = await buffer(await files.store.get('membership', first!.objectKey));
    expect(gunzipSync(bytes).toString()).toBe(
      '{"idType":"entity","id":"u/1"}\n{"idType":"entity","id":"u/2"}\n',
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(first).toMatchObject({ count: 2, bytes: bytes.length, sha256 });
    expect(markers(events)).toMatchObject(
      [0, 1, 2, 3].map((partition) => ({ partition, count: 0, form: 'manifest' })),
    );
    expect(fold.members(audience.audienceId)).toEqual(idsOf([1, 2, SHARD + 1]));
  });

  it('tells changes afterwards, over shards that come and go, and counts them by partition', async () => {
    await calculator().published(await result(1, [1, 2, 3]));
    await calculator().published(await result(2, [2, 3, SHARD + 1]));
    await told();
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2, 3, SHARD + 1]));
    await calculator().published(await result(3, [2, 4], { trigger: 'manual' }));
    const events = await told();
    expect(records(events)).toEqual([
      ['u/3', 'out', 'manual', true],
      ['u/4', 'in', 'manual', true],
      [`u/${SHARD + 1}`, 'out', 'manual', true],
    ]);
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2, 4]));
    const acknowledged = [0, 1, 2, 3].map((partition) => publisher.acknowledged(3, partition));
    expect(markers(events)).toMatchObject(
      acknowledged.map((count, partition) => ({ partition, count, partitions: 4, form: 'records' })),
    );
    expect(acknowledged.reduce((sum, count) => sum + count)).toBe(3);
    expect(events.at(-1)?.type).toBe('audience.membership.completed.v1');
  });

  it('is empty with an empty audience', async () => {
    await calculator().published(await result(1, []));
    await calculator().published(await result(2, [1]));
    await calculator().published(await result(3, []));
    expect(records(await told())).toEqual([
      ['u/1', 'in', 'scheduled', true],
      ['u/1', 'out', 'scheduled', true],
    ]);
    expect(fold.members(audience.audienceId)).toEqual([]);
  });

  it('tells of users who were deleted since', async () => {
    await calculator().published(await result(1, [1, 2]));
    await engine.clickhouse.insert('users', [
      { organisation: audience.organisationId, uid: 2, entity_id: 'u/2', version: 2, deleted: 1 },
    ]);
    await calculator().published(await result(2, [1]));
    await told();
    expect(fold.members(audience.audienceId)).toEqual(idsOf([1]));
  });

  it('tells a result once, however often its publication is delivered, and no older one after it', async () => {
    const [first, second, third] = [await result(1, [1]), await result(2, [1, 2]), await result(3, [2, 3])];
    await calculator().published(first);
    await calculator().published(third);
    await told();
    for (const late of [first, second, third]) await calculator().published(late);
    expect(await told()).toEqual([]);
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2, 3]));
  });

  it('tells the same again, under the same ids, when it was interrupted', async () => {
    await calculator().published(await result(1, [1]));
    await told();
    const second = await result(2, [2, 3, SHARD + 1]);
    publisher.failAfter(1);
    await expect(calculator().published(second)).rejects.toThrow('broker');
    const before = await told();
    expect(records(before)).toHaveLength(3);
    expect(markers(before)).toEqual([]);
    await calculator().published(second);
    const after = await told();
    expect(after.slice(0, 3).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(markers(after)).toHaveLength(4);
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2, 3, SHARD + 1]));
  });

  it('tells everything anew when a result was told in part and then given up', async () => {
    await calculator().published(await result(1, [1]));
    publisher.failAfter(1);
    await expect(calculator().published(await result(2, [1, 2, 3]))).rejects.toThrow('broker');
    await calculator().published(await result(3, [1, 4]));
    const events = await told();
    expect(manifests(events).at(-1)).toMatchObject({
      ...{ runSeq: 3, reason: 'scheduled', transition: true },
    });
    expect(fold.members(audience.audienceId)).toEqual(idsOf([1, 4]));
    await calculator().published(await result(4, [1]));
    expect(records(await told())).toEqual([['u/4', 'out', 'scheduled', true]]);
  });

  it('stops as soon as a newer result is streamed by somebody else', async () => {
    await calculator().published(await result(1, [1]));
    const [second, third] = [await result(2, [1, 2, SHARD + 1]), await result(3, [1, 3])];
    await told();
    publisher.beforeNext(async () => calculator().published(third));
    await calculator().published(second);
    const events = await told();
    // The first shard of the second was on its way to the broker; its second shard is not told, and it is never complete.
    expect(records(events)).toEqual([['u/2', 'in', 'scheduled', true]]);
    expect(new Set(markers(events).map(({ runSeq }) => runSeq))).toEqual(new Set([3]));
    expect(fold.members(audience.audienceId)).toEqual(idsOf([1, 3]));
  });

  it('says that the definition has changed, also when its first run was missed', async () => {
    await calculator().published(await result(1, [1, 2]));
    await calculator().published(await result(4, [2, 3], { definitionVersion: 2 }));
    await calculator().published(await result(5, [2], { definitionVersion: 2 }));
    expect(records(await told())).toEqual([
      ['u/1', 'out', 'definitionChanged', true],
      ['u/3', 'in', 'definitionChanged', true],
      ['u/3', 'out', 'scheduled', true],
    ]);
  });

  it('tells a run with very many changes by a manifest, whose markers wait for no records', async () => {
    await calculator(2).published(await result(1, [1]));
    await calculator(2).published(await result(2, [1, 2, 3]));
    await calculator(2).published(await result(3, [4, 5]));
    const events = await told();
    expect(manifests(events).at(-1)).toMatchObject({
      ...{ runSeq: 3, reason: 'scheduled', transition: true, count: 2 },
    });
    expect(
      markers(events)
        .slice(4)
        .map(({ form, count }) => [form, Number(count) > 0]),
    ).toEqual(
      expect.arrayContaining([
        ['records', true],
        ['manifest', false],
      ]),
    );
    expect(fold.members(audience.audienceId)).toEqual(idsOf([4, 5]));
  });

  it('tells everything anew when the snapshots that consumers have are gone', async () => {
    const first = await result(1, [1, 2]);
    await calculator().published(first);
    await engine.clickhouse.command(
      `ALTER TABLE snapshots DELETE WHERE audience = {audience:UUID} SETTINGS mutations_sync = 1`,
      { audience: audience.audienceId },
    );
    await calculator().published(await result(2, [2, 3]));
    const events = await told();
    expect(records(events)).toEqual([]);
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2, 3]));
  });

  it('publishes nothing of a result whose snapshots are gone', async () => {
    const gone = await result(1, [1, 2], { snapshotIds: [randomUUID()] });
    await expect(calculator().published(gone)).rejects.toMatchObject({ code: 'membership.snapshot-missing' });
    expect(await told()).toEqual([]);
  });

  it('publishes a manifest for each run and no markers in snapshot mode', async () => {
    const stream = { mode: 'snapshot' as const, epoch: 1 };
    await calculator().published(await result(1, [1], { stream }));
    await calculator().published(await result(2, [2], { stream }));
    const events = await told();
    expect(events.map(({ type, data }) => [type.split('.')[2], data['reason'], data['transition']])).toEqual([
      ['manifest', 'bootstrap', false],
      ['manifest', 'scheduled', true],
    ]);
    expect(fold.members(audience.audienceId)).toEqual(idsOf([2]));
  });

  it('tells everything again on demand, and goes on from there', async () => {
    const first = await result(1, [1, 2]);
    await calculator().published(first);
    await told();
    const again = { ...first, stream: { mode: 'members' as const, epoch: 2 }, reason: 'reconcile' as const };
    await calculator().restated(again);
    await calculator().restated(again);
    expect((await told()).map(({ type, data }) => [type.split('.')[2], data['reason']])).toEqual([
      ['manifest', 'reconcile'],
    ]);
    await calculator().published(await result(2, [2], { stream: again.stream }));
    expect(records(await told())).toEqual([['u/1', 'out', 'scheduled', true]]);
  });

  it('keeps a bounded number of records in memory, however many there are', async () => {
    const count = 20_500;
    await engine.clickhouse.command(
      `INSERT INTO users (organisation, uid, entity_id, version, deleted)
       SELECT {organisation:UUID}, number, concat('many-', toString(number)), 1, 0 FROM numbers(100, {count:UInt32})`,
      { organisation: audience.organisationId, count },
    );
    await calculator().published(await result(1, []));
    const members = Array.from({ length: count }, (_, index) => index + 100);
    await calculator(count).published(await result(2, members));
    expect(publisher.largestCall).toBeLessThanOrEqual(1_000);
    expect(publisher.callsAtOnce).toBe(1);
    await told();
    expect(fold.members(audience.audienceId)).toHaveLength(count);
  }, 60_000);
});
