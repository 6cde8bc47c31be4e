import type { CloudEvent } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { DependencyDownError } from '../errors/errors';
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

  beforeAll(async () => {
    backend = await postgresForTest();
    dataSource = await openDataSource(backend.env['POSTGRES_URL']!, definition, 'test');
    await dataSource.query('CREATE TABLE effects (event_id uuid)');
    inbox = new PostgresInbox(dataSource);
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

  it('says that PostgreSQL went away in the middle', async () => {
    const killed = inbox.once(someEvent(), async (manager) => {
      await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toBeInstanceOf(DependencyDownError);
    expect(await handle(someEvent())).toBe(true);
  });
});
