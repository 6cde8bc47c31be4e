import { topics, type CloudEvent, type TopicDefinition } from '@muster/contracts';
import { describeWith, postgresForTest, waitFor, type TestResource } from '@muster/testing';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { DependencyDownError } from '../errors/errors';
import { Log } from '../logs/log';
import { Metrics } from '../metrics/metrics';
import { openDataSource } from '../postgres/open-data-source';
import { createEvent } from '../transport/create-event';
import { EventPublisher } from '../transport/event-publisher.port';
import { outboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';
import { PostgresOutbox } from './postgres-outbox';

const SCHEMA = 'outbox_test';
const organisationId = randomUUID();

/** Remembers what it was given, unless a test lets it fail. */
class RecordingPublisher extends EventPublisher {
  readonly published: CloudEvent[] = [];
  before: (events: readonly CloudEvent[]) => Promise<void> = () => Promise.resolve();

  override async publish(_topic: TopicDefinition, events: readonly CloudEvent[]): Promise<void> {
    await this.before(events);
    this.published.push(...events);
  }

  keys(key: string): string[] {
    return this.published.filter((event) => event.partitionkey === key).map((event) => event.subject);
  }
}

describeWith(['postgres'], 'the outbox and its relay', () => {
  let backend: TestResource;
  let url: string;
  let dataSource: DataSource;
  let publisher: RecordingPublisher;
  const outbox = new PostgresOutbox(SCHEMA);
  const relays: OutboxRelay[] = [];
  const log = Log.create('test', 'silent');

  beforeAll(async () => {
    backend = await postgresForTest();
    url = backend.env['POSTGRES_URL']!;
    const definition = { schema: SCHEMA, entities: [], migrations: [], outbox: true };
    dataSource = await openDataSource(url, definition, 'test');
  });

  beforeEach(() => {
    publisher = new RecordingPublisher();
  });

  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await dataSource.query('DELETE FROM outbox');
  });

  afterAll(async () => {
    await dataSource.destroy();
    await backend.dispose();
  });

  function startRelay(): OutboxRelay {
    const metrics = outboxMetrics(new Metrics('test'), dataSource);
    const relay = new OutboxRelay({ dataSource, postgresUrl: url, schema: SCHEMA, publisher, metrics, log });
    relays.push(relay);
    relay.start();
    return relay;
  }

  const registered = (key: string, subject: string) =>
    createEvent(topics.organisation, {
      type: 'audience.organisation.registered.v1',
      service: 'test',
      organisationId,
      subject,
      key,
      identity: [key, subject],
      data: { organisationId, name: subject, timeZone: 'Europe/London' },
    });

  const commit = (...events: ReturnType<typeof registered>[]) =>
    dataSource.transaction((manager) => outbox.add(manager, topics.organisation, events));

  const publishedCount = (count: number) =>
    waitFor(() => publisher.published.length >= count, { what: `${count} published events` });

  const pending = async (): Promise<number> => {
    const [row]: { n: string }[] = await dataSource.query('SELECT count(*) AS n FROM outbox');
    return Number(row?.n);
  };

  const emptied = () => waitFor(async () => (await pending()) === 0, { what: 'an empty outbox' });

  it('publishes what was committed, soon, and exactly that', async () => {
    startRelay();
    const failed = dataSource.transaction(async (manager) => {
      await outbox.add(manager, topics.organisation, [registered('a', 'rolled back')]);
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    const event = registered('a', 'größe "quoted"');
    await commit(event);
    await publishedCount(1);
    expect(publisher.published).toEqual([event]);
    await emptied();
  });

  it('refuses events outside of a transaction', async () => {
    const added = outbox.add(dataSource.manager, topics.organisation, [registered('a', '1')]);
    await expect(added).rejects.toThrow('inside a transaction');
  });

  it('keeps the order per key with two relays and many writers', async () => {
    startRelay();
    startRelay();
    const write = async (key: string) => {
      for (let n = 0; n < 50; n += 2) await commit(registered(key, `${n}`), registered(key, `${n + 1}`));
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(write));
    await emptied();
    const expected = Array.from({ length: 50 }, (_, n) => `${n}`);
    for (const key of ['a', 'b', 'c', 'd']) expect(publisher.keys(key)).toEqual(expected);
  });

  it('loses nothing when a relay dies between publishing and deleting', async () => {
    const events = Array.from({ length: 20 }, (_, n) => registered('a', `${n}`));
    await commit(...events);
    let killed = false;
    publisher.before = async () => {
      if (killed) return;
      killed = true;
      // What a killed process leaves: its sessions end, nothing is committed.
      await dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
      );
    };
    startRelay();
    await emptied();
    expect(publisher.published.slice(-20)).toEqual(events);
    expect(killed).toBe(true);
  });

  it('waits for a broker that is away, and keeps the order', async () => {
    let attempts = 0;
    publisher.before = () =>
      ++attempts <= 2 ? Promise.reject(new DependencyDownError('broker', 'away')) : Promise.resolve();
    startRelay();
    await commit(registered('a', '1'));
    await commit(registered('a', '2'));
    await emptied();
    expect(publisher.keys('a')).toEqual(['1', '2']);
  });

  it('holds back the key of an event that is refused, and no other', async () => {
    publisher.before = (events) =>
      events.some((event) => event.subject === 'bad')
        ? Promise.reject(new Error('breaks the contract'))
        : Promise.resolve();
    await commit(registered('a', '1'), registered('a', 'bad'), registered('a', '2'), registered('b', '1'));
    startRelay();
    await publishedCount(2);
    await commit(registered('b', '2'), registered('a', '3'));
    await publishedCount(3);
    expect(publisher.keys('b')).toEqual(['1', '2']);
    expect(publisher.keys('a')).toEqual(['1']);
    expect(await pending()).toBe(3);
  });

  it('goes on after its connections were cut', async () => {
    startRelay();
    await commit(registered('a', '1'));
    await publishedCount(1);
    await dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await commit(registered('a', '2'));
    await publishedCount(2);
    expect(publisher.keys('a')).toEqual(['1', '2']);
  });

  it('publishes what is left when it is stopped', async () => {
    const relay = startRelay();
    await commit(registered('a', '1'));
    await relay.stop();
    expect(publisher.keys('a')).toEqual(['1']);
  });

  it('publishes on while the object store is away, but for keys that need it', async () => {
    let away = true;
    let sends = 0;
    publisher.before = (events) => {
      sends++;
      // As the encoder does it: data of more than 64 KiB are parked.
      const needsStore = events.some((event) => JSON.stringify(event.data).length > 64 * 1024);
      return needsStore && away
        ? Promise.reject(new DependencyDownError('object-store', 'away'))
        : Promise.resolve();
    };
    const large = createEvent(topics.organisation, {
      ...{ type: 'audience.organisation.registered.v1', service: 'test', organisationId },
      ...{ subject: 'large', key: 'large', identity: ['large'] },
      data: { organisationId, name: 'x'.repeat(100_000), timeZone: 'Europe/London' },
    });
    await commit(
      registered('large', 'before'),
      large,
      registered('large', 'behind'),
      ...Array.from({ length: 100 }, (_, number) => registered(`key-${number % 7}`, String(number))),
    );
    const relay = startRelay();
    await publishedCount(101);
    // One that failed, one of all the others, and two of the key that needs the store.
    expect(sends).toBe(4);
    expect(publisher.keys('large')).toEqual(['before']);
    away = false;
    await publishedCount(103);
    expect(publisher.keys('large')).toEqual(['before', 'large', 'behind']);
    await emptied();
    await relay.stop();
  });

  it('takes large events in batches that fit into memory', async () => {
    const batches: number[] = [];
    publisher.before = (events) => {
      batches.push(events.length);
      return Promise.resolve();
    };
    const megabytes = (number: number) =>
      createEvent(topics.organisation, {
        ...{ type: 'audience.organisation.registered.v1', service: 'test', organisationId },
        ...{ subject: String(number), key: 'a', identity: ['megabytes', number] },
        data: { organisationId, name: 'x'.repeat(5 * 1024 * 1024), timeZone: 'Europe/London' },
      });
    await commit(...Array.from({ length: 9 }, (_, number) => megabytes(number)));
    startRelay();
    await publishedCount(9);
    expect(batches).toEqual([4, 4, 1]);
    expect(publisher.keys('a')).toEqual(Array.from({ length: 9 }, (_, number) => String(number)));
  });
});
