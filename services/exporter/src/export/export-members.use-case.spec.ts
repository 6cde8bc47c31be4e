import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ClickHouseError } from '@clickhouse/client';
import { topics } from '@muster/contracts';
import {
  createEvent,
  DependencyDownError,
  type EventPublisher,
  type ObjectStore,
  ShutdownDeadline,
} from '@muster/platform';
import type { MemberRepository } from '../members/member.repository';
import { ExportMembers } from './export-members.use-case';
import { ExportConsumer } from './export.consumer';
import type { ExportEvent, ExportRequest } from './export-request';
import { MemberFile } from './member-file';

const request: ExportRequest = {
  organisationId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001',
  exportId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0002',
  audienceId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0003',
  runId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004',
  snapshotIds: ['0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0005'],
  format: 'ndjson',
  compression: 'none',
  objectKey: 'exports/1.ndjson',
  expectedRows: 3,
};

/** Rows of each shard, or the error that its stream ends with. */
type Shards = Readonly<Record<number, readonly string[] | Error>>;

function repository(shards: Shards, counts: Readonly<Record<number, number>>): MemberRepository {
  const repository: Pick<MemberRepository, 'shards' | 'stream'> = {
    shards: async () => Object.entries(counts).map(([shard, members]) => ({ shard: Number(shard), members })),
    stream: async (_result, shard) => {
      const rows = shards[shard]!;
      if (!(rows instanceof Error)) return Readable.from(rows.map((row) => Buffer.from(`${row}\n`)));
      return new Readable({ read: (): void => undefined }).destroy(rows);
    },
  };
  return repository as MemberRepository;
}

function exporter(shards: Shards, counts: Readonly<Record<number, number>>) {
  const objects = new Map<string, Buffer>();
  const events: ExportEvent[] = [];
  const store: Pick<ObjectStore, 'stat' | 'put'> = {
    stat: async (_bucket, key) => {
      const size = objects.get(key)?.length;
      return size === undefined ? undefined : { size, contentType: undefined };
    },
    put: async (_bucket, key, body) => {
      const bytes = await buffer(body as Readable);
      objects.set(key, bytes);
      return bytes.length;
    },
  };
  const publisher = { publish: async (_topic: unknown, told: ExportEvent[]) => void events.push(...told) };
  const useCase = new ExportMembers(
    new MemberFile(repository(shards, counts)),
    store as ObjectStore,
    publisher as unknown as EventPublisher,
    new ShutdownDeadline(),
    { EXPORTER_MAX_EXECUTION_SECONDS: 1, EXPORTER_MAX_MEMORY_MIB: 64, EXPORTER_PROGRESS_SECONDS: 0 },
  );
  const told = () => events.map(({ type, data }) => ({ type: type.split('.')[2], ...data }));
  return {
    objects,
    told,
    ids: () => events.map(({ id }) => id),
    consumer: new ExportConsumer(useCase),
    run: (change: Partial<ExportRequest> = {}) => useCase.execute({ ...request, ...change }),
  };
}

describe('ExportMembers', () => {
  const whole = { 0: ['{"n":1}', '{"n":2}'], 4: ['{"n":3}'] };

  it('writes the shards one after another and tells progress and the end', async () => {
    const { objects, told, run } = exporter(whole, { 0: 2, 4: 1 });
    await run();
    expect(objects.get(request.objectKey)?.toString()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(told()).toMatchObject([
      { type: 'progressed', rows: 2 },
      { type: 'completed', rows: 3, bytes: 24, objectKey: request.objectKey },
    ]);
  });

  it('compresses', async () => {
    const { objects, told, run } = exporter(whole, { 0: 2, 4: 1 });
    await run({ compression: 'gzip' });
    const bytes = objects.get(request.objectKey)!;
    expect(gunzipSync(bytes).toString()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(told().at(-1)).toMatchObject({ type: 'completed', rows: 3, bytes: bytes.length });
  });

  it.each(['none', 'gzip'] as const)(
    'shows no file with fewer rows than members (%s)',
    async (compression) => {
      const { objects, told, run } = exporter({ 0: ['{"n":1}'], 4: ['{"n":3}'] }, { 0: 2, 4: 1 });
      await run({ compression });
      expect(objects.size).toBe(0);
      expect(told().at(-1)).toMatchObject({ type: 'failed', code: 'export.row-count-mismatch' });
    },
  );

  it.each([{}, { 0: 2 }])('fails when the snapshots hold %j of three members', async (counts) => {
    const { objects, told, run } = exporter(whole, counts);
    await run();
    expect(objects.size).toBe(0);
    expect(told()).toMatchObject([{ type: 'failed', code: 'export.snapshot-missing' }]);
  });

  it('leaves the file of an earlier attempt alone and tells of it under the same id', async () => {
    const { objects, told, run } = exporter(whole, { 0: 2, 4: 1 });
    await run();
    const written = objects.get(request.objectKey);
    await run();
    expect(objects.get(request.objectKey)).toBe(written);
    expect(told().filter(({ type }) => type === 'completed')).toHaveLength(2);
  });

  it('tells when the engine refuses for good', async () => {
    const refusal = new ClickHouseError({ code: '159', type: 'TIMEOUT_EXCEEDED', message: 'text' });
    const { objects, told, run } = exporter({ ...whole, 4: refusal }, { 0: 2, 4: 1 });
    await run();
    expect(objects.size).toBe(0);
    expect(told().at(-1)).toMatchObject({ type: 'failed', code: 'export.time-limit' });
  });

  it.each(['none', 'gzip'] as const)(
    'is tried again when the engine goes away half-way (%s)',
    async (compression) => {
      const down = new DependencyDownError('clickhouse', 'away');
      const { objects, told, run } = exporter({ ...whole, 4: down }, { 0: 2, 4: 1 });
      await expect(run({ compression })).rejects.toBe(down);
      expect(objects.size).toBe(0);
      expect(told().map(({ type }) => type)).toEqual(['progressed']);
    },
  );

  it('is given up with a failure, under an id that a repetition has too', async () => {
    const { consumer, told, ids } = exporter(whole, { 0: 2, 4: 1 });
    const event = createEvent(topics.export, {
      type: 'audience.export.requested.v1',
      service: 'audience-api',
      organisationId: request.organisationId,
      subject: request.exportId,
      key: request.exportId,
      identity: [request.exportId],
      data: request,
    });
    const given = { event, code: 'handler.failed', attempts: 6, error: new Error('connection reset') };
    await consumer.giveUp(given);
    await consumer.giveUp(given);
    expect(told()[0]).toEqual({
      type: 'failed',
      organisationId: request.organisationId,
      exportId: request.exportId,
      code: 'export.given-up',
      message: expect.stringContaining(event.id),
    });
    expect(ids()[1]).toBe(ids()[0]);
  });
});
