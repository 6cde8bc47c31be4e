import type { CloudEvent } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { DependencyDownError } from '../errors/errors';
import { Deletions } from '../metrics/deletions';
import { Metrics } from '../metrics/metrics';
import { openDataSource } from '../postgres/open-data-source';
import { PostgresInbox } from './postgres-inbox';

const definition = { schema: 'inbox_test', entities: [], migrations: [], outbox: true };

const someEvent = (): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source: `/organisations/${randomUUID()}/test`,
  type: 'audience.test.v1',
  subject: 'subject',
  time: '2026-11-24T00:00:00Z',
  partitionkey: 'key',
  data: {},
});

describeWith(['postgres'], 'PostgresInbox', () => {
  let backend: TestResource;
  let dataSource: DataSource;
  let inbox: PostgresInbox;
  const metrics = new Metrics('test');

  beforeAll(async () => {
    backend = await postgresForTest();
    dataSource = await openDataSource(backend.env['POSTGRES_URL']!, definition, 'test');
    await dataSource.query('CREATE TABLE effects (event_id uuid)');
    inbox = new PostgresInbox(dataSource, new Deletions(metrics));
  });

  afterAll(async () => {
    await dataSource.destroy();
    await backend.dispose();
  });

  const handle = (event: CloudEvent) =>
    inbox.once(event, async (manager) => {
      await manager.query('INSERT INTO effects VALUES ($1)', [event.id]);
    });

  const effectsOf = async (event: CloudEvent): Promise<number> => {
    const rows: unknown[] = await dataSource.query('SELECT FROM effects WHERE event_id = $1', [event.id]);
    return rows.length;
  };

  it('runs the work once, however often and by how many an event is delivered', async () => {
    const event = someEvent();
    const ran = await Promise.all(Array.from({ length: 5 }, () => handle(event)));
    expect(ran.filter(Boolean)).toHaveLength(1);
    expect(await handle(event)).toBe(false);
    expect(await effectsOf(event)).toBe(1);
  });

  it('forgets the event when the work fails', async () => {
    const event = someEvent();
    const failing = inbox.once(event, async (manager) => {
      await manager.query('INSERT INTO effects VALUES ($1)', [event.id]);
      throw new Error('not now');
    });
    await expect(failing).rejects.toThrow('not now');
    expect(await effectsOf(event)).toBe(0);
    expect(await handle(event)).toBe(true);
  });

  it('remembers nothing of what may be handled again', async () => {
    const remembered = async (): Promise<number> => (await dataSource.query('SELECT FROM inbox')).length;
    const before = await remembered();
    await inbox.always(async (manager) => {
      await manager.query('SELECT 1');
    });
    expect(await remembered()).toBe(before);
    const failing = inbox.always(async (manager) => {
      await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(failing).rejects.toBeInstanceOf(DependencyDownError);
  });

  it('forgets what is older than any redelivery, in batches, and nothing else', async () => {
    await dataSource.query(
      `INSERT INTO inbox (event_id, handled_at) SELECT gen_random_uuid(), now() - interval '31 days' FROM generate_series(1, 12000)`,
    );
    const event = someEvent();
    await handle(event);
    expect(await inbox.forgetOld()).toBe(12_000);
    expect(await inbox.forgetOld()).toBe(0);
    expect(await handle(event)).toBe(false);
    expect(await metrics.registry.getSingleMetricAsString('muster_retention_deleted_total')).toContain(
      'kind="inbox",service="test"} 12000',
    );
  });

  it('says that PostgreSQL went away in the middle', async () => {
    const killed = inbox.once(someEvent(), async (manager) => {
      await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toBeInstanceOf(DependencyDownError);
    expect(await handle(someEvent())).toBe(true);
  });
});
