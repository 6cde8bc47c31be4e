import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type CloudEvent, USERS_PER_SHARD } from '@muster/contracts';
import { ClickHouse, EventPublisher, ObjectStore, SERVICE_CONFIG } from '@muster/platform';
import { bucketsForTest, dataTablesForTest, describeWith } from '@muster/testing';
import { ExporterModule } from '../exporter.module';
import type { ExporterConfig } from '../exporter.config';
import { ExportMembers } from './export-members.use-case';
import type { ExportRequest } from './export-request';

const SHARD = USERS_PER_SHARD;

interface TestUser {
  readonly uid: number;
  readonly entityId: string;
  readonly accounts?: readonly string[];
  readonly devices?: readonly string[];
}

class Publisher extends EventPublisher {
  events: CloudEvent<string, Record<string, unknown>>[] = [];

  override async publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.events.push(...(events as CloudEvent<string, Record<string, unknown>>[]));
  }

  last(): Record<string, unknown> {
    const { type, data } = this.events.at(-1)!;
    return { type: type.split('.')[2], ...data };
  }
}

describeWith(['clickhouse', 'object-store'], 'an export on ClickHouse and an object store', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;
  let files: Awaited<ReturnType<typeof bucketsForTest>>;
  let module: TestingModule;
  let exportMembers: ExportMembers;
  const publisher = new Publisher();
  const config: ExporterConfig = {
    EXPORTER_MAX_EXECUTION_SECONDS: 30,
    EXPORTER_MAX_MEMORY_MIB: 512,
    EXPORTER_PROGRESS_SECONDS: 0,
  };

  beforeAll(async () => {
    [engine, files] = await Promise.all([dataTablesForTest(), bucketsForTest()]);
    @Global()
    @Module({
      providers: [
        { provide: ClickHouse, useValue: engine.clickhouse },
        { provide: ObjectStore, useValue: files.store },
        { provide: EventPublisher, useValue: publisher },
        { provide: SERVICE_CONFIG, useValue: config },
      ],
      exports: [ClickHouse, ObjectStore, EventPublisher, SERVICE_CONFIG],
    })
    class Surroundings {}
    module = await Test.createTestingModule({ imports: [Surroundings, ExporterModule] }).compile();
    exportMembers = module.get(ExportMembers);
  });

  beforeEach(() => {
    publisher.events = [];
  });

  afterAll(async () => {
    await module.close();
    await Promise.all([engine.dispose(), files.dispose()]);
  });

  async function land(organisation: string, users: readonly TestUser[]): Promise<void> {
    const { clickhouse } = engine;
    const row = { organisation, version: 1, deleted: 0 };
    await clickhouse.insert(
      'users',
      users.map(({ uid, entityId }) => ({ ...row, uid, entity_id: entityId })),
    );
    await clickhouse.insert(
      'identities',
      users.flatMap(({ uid, entityId, accounts = [], devices = [] }) => [
        { ...row, uid, id_type: 'entity', id: entityId },
        ...accounts.map((id) => ({ ...row, uid, id_type: 'account', id })),
        ...devices.map((id) => ({ ...row, uid, id_type: 'device', id })),
      ]),
    );
  }

  /** Writes a snapshot of these members, and asks for its export. */
  async function requestFor(
    organisationId: string,
    uids: readonly number[],
    change: Partial<ExportRequest> = {},
  ): Promise<ExportRequest> {
    const [audienceId, runId, snapshotId, exportId] = [
      randomUUID(),
      randomUUID(),
      randomUUID(),
      randomUUID(),
    ];
    for (const shard of new Set(uids.map((uid) => Math.floor(uid / SHARD)))) {
      await engine.clickhouse.command(
        `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
         SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, {shard:UInt16}, {run:UUID}, groupBitmapState(uid)
         FROM (SELECT arrayJoin({uids:Array(UInt32)}) AS uid)`,
        {
          ...{ organisation: organisationId, audience: audienceId, snapshot: snapshotId, run: runId, shard },
          uids: uids.filter((uid) => Math.floor(uid / SHARD) === shard),
        },
      );
    }
    return {
      ...{ organisationId, audienceId, runId, exportId },
      snapshotIds: [snapshotId],
      format: 'csv',
      compression: 'none',
      objectKey: `${organisationId}/${exportId}`,
      expectedRows: uids.length,
      ...change,
    };
  }

  async function fileOf({ objectKey }: ExportRequest): Promise<Buffer> {
    return buffer(await files.store.get('exports', objectKey));
  }

  const awkward: readonly TestUser[] = [
    { uid: 1, entityId: 'u1', accounts: ['b', 'a'], devices: ['d;1'] },
    { uid: 2, entityId: 'quote " comma , and\nline end' },
    { uid: 3, entityId: '=1+1', accounts: ['\\back/slash'] },
    { uid: 4, entityId: 'not a member', accounts: ['x'] },
    { uid: SHARD + 7, entityId: 'Zoë 𝄞', devices: ['d2', 'd1'] },
  ];
  const members = [1, 2, 3, SHARD + 7];

  it('writes CSV exactly, in the order of uids, over shards', async () => {
    const organisation = randomUUID();
    await land(randomUUID(), [{ uid: 1, entityId: 'of another organisation', accounts: ['z'] }]);
    await land(organisation, awkward);
    const asked = await requestFor(organisation, members);
    await exportMembers.execute(asked);

    const text = [
      '"entity_id","account_ids","device_ids"',
      '"u1","a;b","[""d;1""]"',
      '"quote "" comma , and\nline end","",""',
      '"=1+1","\\back/slash",""',
      '"Zoë 𝄞","","d1;d2"',
      '',
    ].join('\n');
    expect((await fileOf(asked)).toString()).toBe(text);
    expect(publisher.last()).toMatchObject({
      ...{ type: 'completed', exportId: asked.exportId, objectKey: asked.objectKey },
      ...{ rows: 4, bytes: Buffer.byteLength(text) },
    });
    expect(publisher.events[0]).toMatchObject({ type: 'audience.export.progressed.v1', data: { rows: 3 } });
    expect(await files.store.stat('exports', asked.objectKey)).toMatchObject({
      contentType: 'text/csv; charset=utf-8',
    });
  });

  it('writes gzipped NDJSON with lists', async () => {
    const organisation = randomUUID();
    await land(organisation, awkward);
    const asked = await requestFor(organisation, members, { format: 'ndjson', compression: 'gzip' });
    await exportMembers.execute(asked);

    const bytes = await fileOf(asked);
    const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { entity_id: 'u1', account_ids: ['a', 'b'], device_ids: ['d;1'] },
      { entity_id: 'quote " comma , and\nline end', account_ids: [], device_ids: [] },
      { entity_id: '=1+1', account_ids: ['\\back/slash'], device_ids: [] },
      { entity_id: 'Zoë 𝄞', account_ids: [], device_ids: ['d1', 'd2'] },
    ]);
    expect(publisher.last()).toMatchObject({ type: 'completed', rows: 4, bytes: bytes.length });
  });

  it('puts the pieces of a run together', async () => {
    const organisation = randomUUID();
    await land(organisation, awkward);
    const first = await requestFor(organisation, [1, 3]);
    const { audienceId } = first;
    const second = randomUUID();
    await engine.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, 1, {run:UUID}, groupBitmapState({uid:UInt32})`,
      { organisation, audience: audienceId, snapshot: second, run: first.runId, uid: SHARD + 7 },
    );
    const asked = { ...first, snapshotIds: [...first.snapshotIds, second], expectedRows: 3 };
    await exportMembers.execute(asked);
    expect((await fileOf(asked)).toString().match(/^"[^"]+"/gm)).toEqual([
      '"entity_id"',
      '"u1"',
      '"=1+1"',
      '"Zoë 𝄞"',
    ]);
  });

  it('writes an empty audience as a header', async () => {
    const asked = await requestFor(randomUUID(), []);
    await exportMembers.execute(asked);
    expect((await fileOf(asked)).toString()).toBe('"entity_id","account_ids","device_ids"\n');
    expect(publisher.last()).toMatchObject({ type: 'completed', rows: 0 });
  });

  it('shows no file when members were deleted since the run', async () => {
    const organisation = randomUUID();
    await land(organisation, awkward);
    const asked = await requestFor(organisation, members, { compression: 'gzip' });
    await engine.clickhouse.insert('users', [
      { organisation, uid: 3, entity_id: '=1+1', version: 2, deleted: 1 },
    ]);
    await exportMembers.execute(asked);
    expect(publisher.last()).toMatchObject({ type: 'failed', code: 'export.row-count-mismatch' });
    expect(await files.store.stat('exports', asked.objectKey)).toBeUndefined();
  });

  it('fails when the snapshot is gone', async () => {
    const asked = await requestFor(randomUUID(), members, { snapshotIds: [randomUUID()] });
    await exportMembers.execute(asked);
    expect(publisher.last()).toMatchObject({ type: 'failed', code: 'export.snapshot-missing' });
  });

  it('keeps a file that an earlier attempt has written, whatever happened since', async () => {
    const organisation = randomUUID();
    await land(organisation, awkward);
    const asked = await requestFor(organisation, members);
    await exportMembers.execute(asked);
    const [before, told] = [await fileOf(asked), publisher.events.at(-1)!];
    await engine.clickhouse.insert('users', [
      { organisation, uid: 3, entity_id: '=1+1', version: 2, deleted: 1 },
    ]);
    await exportMembers.execute(asked);
    expect(publisher.events.at(-1)).toMatchObject({ id: told.id, data: told.data });
    expect(await fileOf(asked)).toEqual(before);
  });

  it('writes a file of several parts whole', async () => {
    const organisation = randomUUID();
    const count = 150_000;
    await engine.clickhouse.command(
      `INSERT INTO users (organisation, uid, entity_id, version, deleted)
       SELECT {organisation:UUID}, number + 1, concat(repeat('x', 100), toString(number + 1)), 1, 0 FROM numbers({count:UInt32})`,
      { organisation, count },
    );
    const asked = await requestFor(organisation, [1], { expectedRows: count });
    await engine.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, 0, {run:UUID}, groupBitmapState(toUInt32(number + 1))
       FROM numbers(1, {count:UInt32})`,
      {
        ...{ organisation, audience: asked.audienceId, run: asked.runId, count: count - 1 },
        snapshot: asked.snapshotIds[0]!,
      },
    );
    await exportMembers.execute(asked);
    const lines = (await fileOf(asked)).toString().trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(count);
    expect(lines.every((line, index) => line === `"${'x'.repeat(100)}${index + 1}","",""`)).toBe(true);
  });
});
