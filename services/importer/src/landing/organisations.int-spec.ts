import { randomUUID } from 'node:crypto';
import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { describeWith, waitFor } from '@muster/testing';
import type { DataSource } from 'typeorm';
import { type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';
import { IngestBehaviorConsumer } from '../ingest/ingest-behavior.consumer';
import { OrganisationConsumer } from '../organisations/organisation.consumer';
import type { Name } from '../registry/domain/name';
import { IdentityRegistry } from '../registry/identity-registry.repository';
import { WatchedClickHouse } from '../watched-clickhouse-fixture-spec';

/** More than the connections of an importer's pool. */
const MANY = 12;

describeWith(['postgres', 'clickhouse', 'object-store'], 'organisations that are landed side by side', () => {
  let engines: ImporterEngines;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let locks: DataSource;
  let slow: string;
  let other: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
    locks = (await engines.importer()).dataSource;
  });
  afterAll(() => engines.dispose());
  beforeEach(async () => {
    slow = await registered();
    other = await registered();
  });

  async function registered(): Promise<string> {
    const organisationId = randomUUID();
    await importer.module.get(OrganisationConsumer).handle(
      createEvent(topics.organisation, {
        ...about(organisationId, 'organisation'),
        type: 'audience.organisation.registered.v1',
        data: { organisationId, name: 'Acme', timeZone: 'UTC' },
      }),
    );
    return organisationId;
  }

  function about(organisationId: string, subject: string) {
    return { service: 'crm', organisationId, subject, key: subject, identity: [randomUUID()] };
  }

  const behavior = (organisationId: string, id: string) =>
    createEvent(topics.ingestBehavior, {
      ...about(organisationId, id),
      type: 'ingest.behavior.received.v1',
      data: {
        organisationId,
        user: { idType: 'entity', id },
        app: 'shop',
        event: 'view',
        time: '2022-01-01T17:00:00Z',
      },
    });
  const land = (...events: ReturnType<typeof behavior>[]) =>
    importer.module.get(IngestBehaviorConsumer).handle(events);
  const eventsOf = async (organisation: string) => {
    const [row] = await engines.clickhouse.query<{ events: number }>(
      'SELECT count() AS events FROM events WHERE organisation = {organisation:UUID}',
      { organisation },
    );
    return row?.events;
  };
  const entity = (id: string): Name => ({ idType: 'entity', id });
  const reserve = (organisation: string, id: string) =>
    importer.module.get(IdentityRegistry).reserve(organisation, [entity(id)]);

  /** Runs work while somebody else holds a lock of the slow organisation, as an importer does that has stopped. */
  async function whileLocked(lock: string, work: () => Promise<void>): Promise<void> {
    const holder = locks.createQueryRunner();
    await holder.startTransaction();
    try {
      await holder.query(lock, [slow]);
      await work();
    } finally {
      await holder.rollbackTransaction();
      await holder.release();
    }
  }
  /** Until somebody waits for the lock that is held. */
  const someoneWaits = () =>
    waitFor(
      async () => {
        const [row]: { waiting: boolean }[] = await locks.query(
          'SELECT count(*) > 0 AS waiting FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
        );
        return row?.waiting === true;
      },
      { what: 'somebody to wait for the lock' },
    );
  const COUNTER = 'SELECT 1 FROM uid_counters WHERE organisation = $1 FOR UPDATE';
  const TURN = `SELECT pg_advisory_xact_lock(hashtextextended('landing/' || $1, 0))`;

  it('get uids while the counter of one is locked and much waits for it', async () => {
    await reserve(slow, 'u0');
    await reserve(other, 'known');
    let waiting: Promise<unknown>[] = [];
    await whileLocked(COUNTER, async () => {
      waiting = Array.from({ length: MANY }, (_, n) => reserve(slow, `u${n + 1}`));
      expect((await reserve(other, 'known')).names).toMatchObject([{ uid: 1 }]);
      expect((await reserve(other, 'new')).names).toMatchObject([{ uid: 2 }]);
      // Its own known names do not wait either.
      expect((await reserve(slow, 'u0')).names).toMatchObject([{ uid: 1 }]);
    });
    await Promise.all(waiting);
  });

  it('land events while the turn of one is taken and many landings wait for it', async () => {
    await reserve(slow, 'u1');
    let waiting: Promise<unknown>[] = [];
    await whileLocked(TURN, async () => {
      waiting = Array.from({ length: MANY }, () => land(behavior(slow, 'u1')));
      await someoneWaits();
      for (const id of ['u1', 'u2', 'u3']) await land(behavior(other, id));
      expect([await eventsOf(slow), await eventsOf(other)]).toEqual([0, 3]);
    });
    await Promise.all(waiting);
    expect(await eventsOf(slow)).toBe(MANY);
  });

  it('land the events of a batch, but for those of an organisation that has to wait', async () => {
    let batch: Promise<unknown> = Promise.resolve();
    await whileLocked(TURN, async () => {
      batch = land(behavior(slow, 'u1'), behavior(other, 'u1'));
      await waitFor(async () => (await eventsOf(other)) === 1, { what: 'the other one’s event' });
      expect(await eventsOf(slow)).toBe(0);
    });
    await batch;
    expect(await eventsOf(slow)).toBe(1);
  });

  it('go on while a users file claims its identities, the same organisation too', async () => {
    let checked = false;
    const watched = new WatchedClickHouse(engines.clickhouse, {
      before: async (statement) => {
        if (checked || !statement.startsWith('INSERT INTO staged_uids')) return;
        checked = true;
        await land(behavior(slow, 'not in the file'), behavior(other, 'u1'));
      },
    });
    const lander = await engines.importer(watched);
    const request = await engines.request({ organisationId: slow, kind: 'users' }, 'entity_id\nu1\nu2\n');
    await lander.importFile.execute(request);
    expect(lastTold(lander.publisher).data).toMatchObject({ landed: 2 });
    expect([checked, await eventsOf(slow), await eventsOf(other)]).toEqual([true, 1, 1]);
  });

  it('land their files while many files of one wait', async () => {
    const file = 'entity_id,app,event,time\nu1,shop,view,2022-03-01\n';
    const requestOf = (organisationId: string) =>
      engines.request({ organisationId, kind: 'behaviors' }, file);
    let waiting: Promise<unknown>[] = [];
    await whileLocked(TURN, async () => {
      const requests = await Promise.all(Array.from({ length: MANY }, () => requestOf(slow)));
      waiting = requests.map((request) => importer.importFile.execute(request));
      await someoneWaits();
      await importer.importFile.execute(await requestOf(other));
      expect([await eventsOf(slow), await eventsOf(other)]).toEqual([0, 1]);
    });
    await Promise.all(waiting);
  });
});
