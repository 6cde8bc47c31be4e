import { randomUUID } from 'node:crypto';
import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';
import { WatchedClickHouse } from '../watched-clickhouse-fixture-spec';
import { CancellationConsumer } from './cancellation.consumer';
import type { ImportRequested } from './import-events.publisher';

describeWith(['postgres', 'clickhouse', 'object-store'], 'cancelling an import', () => {
  let engines: ImporterEngines;
  let other: Awaited<ReturnType<ImporterEngines['importer']>>;
  let request: ImportRequested;

  beforeAll(async () => {
    engines = await importerEngines();
    other = await engines.importer();
  });
  afterAll(() => engines.dispose());
  beforeEach(async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `u${n},a${n},Leeds`);
    const file = ['entity_id,account_ids,city', ...rows].join('\n');
    other.publisher.events.length = 0;
    request = await engines.request({ organisationId: randomUUID(), kind: 'users' }, file);
  });

  /** Heard by another importer than the one that works on the import. */
  async function cancel(): Promise<void> {
    const { organisationId, importId: id } = request.data;
    await other.module.get(CancellationConsumer).handle(
      createEvent(topics.cancellation, {
        type: 'audience.cancellation.requested.v1',
        service: 'audience-api',
        organisationId,
        subject: id,
        key: id,
        identity: [id],
        data: { organisationId, work: 'import', id, reason: 'requested' },
      }),
    );
  }

  async function left(): Promise<Record<string, number>> {
    const { organisationId: organisation } = request.data;
    const [landed] = await engines.clickhouse.query<{ users: number; attributes: number; staged: number }>(
      `SELECT (SELECT count() FROM users WHERE organisation = {organisation:UUID}) AS users,
              (SELECT count() FROM user_attributes WHERE organisation = {organisation:UUID}) AS attributes,
              (SELECT count() FROM staged_profiles) + (SELECT count() FROM staged_attributes) AS staged`,
      { organisation },
    );
    return { ...landed };
  }
  /** An importer that does something else before statements that begin so. */
  const importerThat = (statement: string, before: () => Promise<void>) =>
    engines.importer(
      new WatchedClickHouse(engines.clickhouse, {
        before: (next) => (next.startsWith(statement) ? before() : undefined),
      }),
    );
  const nothing = { users: 0, attributes: 0, staged: 0 };
  const cancelled = { type: 'audience.import.cancelled.v1' };

  it('keeps one that has not begun from beginning', async () => {
    await cancel();
    expect(lastTold(other.publisher)).toMatchObject(cancelled);
    const importer = await engines.importer();
    await importer.importFile.execute(request);
    expect(importer.publisher.events).toMatchObject([{ id: other.publisher.events[0]?.id, ...cancelled }]);
    expect(await left()).toEqual(nothing);
  });

  it('stops one that is being read, before its next batch, and leaves nothing of it', async () => {
    let batches = 0;
    const importer = await importerThat('INSERT INTO staged_profiles', async () => {
      if (++batches === 1) await cancel();
    });
    await importer.importFile.execute(request);
    expect(importer.publisher.events).toEqual([]);
    expect(other.publisher.events).toMatchObject([cancelled]);
    expect(batches).toBe(1);
    expect(await left()).toEqual(nothing);
    // Its accounts are free for others.
    const { organisationId } = request.data;
    const next = await engines.request({ organisationId, kind: 'users' }, 'entity_id,account_ids\nx,a7\n');
    await importer.importFile.execute(next);
    expect(lastTold(importer.publisher).data).toMatchObject({ landed: 1, rejected: 0 });
  });

  it('comes too late for one that lands, which completes and says so', async () => {
    let landing = false;
    const importer = await importerThat('INSERT INTO identities', async () => {
      landing = true;
      await cancel();
    });
    await importer.importFile.execute(request);
    expect(landing).toBe(true);
    expect(other.publisher.events).toEqual([]);
    expect(lastTold(importer.publisher)).toMatchObject({ type: 'audience.import.completed.v1' });
    expect(await left()).toEqual({ users: 30_000, attributes: 30_000, staged: 0 });
    await cancel();
    expect(other.publisher.events).toEqual([]);
  });
});
