import { randomUUID } from 'node:crypto';
import { PermanentError } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';
import { dyingClickHouse } from '../watched-clickhouse-fixture-spec';
import { ImportConsumer } from './import.consumer';
import { ImportJobsRepository } from './import-jobs.repository';

describeWith(['postgres', 'clickhouse', 'object-store'], 'imports that are delivered again', () => {
  let engines: ImporterEngines;
  let organisationId: string;

  beforeAll(async () => {
    engines = await importerEngines();
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisationId = randomUUID();
  });

  const events = async () => {
    const [row] = await engines.clickhouse.query<{ total: number; uids: number; last: number }>(
      `SELECT count() AS total, uniqExact(uid) AS uids, max(uid) AS last FROM events
       WHERE organisation = {organisation:UUID}`,
      { organisation: organisationId },
    );
    return row;
  };
  const behaviors = (users: number, eventsEach: number) =>
    [
      'account_id,app,event,time',
      ...Array.from({ length: users * eventsEach }, (_, n) => `a${n % users},shop,view,2022-03-01T12:00:00Z`),
    ].join('\n');

  it('answers with the same result and lands nothing again', async () => {
    const importer = await engines.importer();
    const request = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(5, 2));
    await importer.importFile.execute(request);
    const first = importer.publisher.events.at(-1);
    // The file is gone; the result is not.
    await engines.store.delete('uploads', request.data.objectKey);
    await importer.importFile.execute(request);
    expect(importer.publisher.events.at(-1)).toEqual({ ...first, time: expect.any(String) });
    expect(lastTold(importer.publisher).data).toMatchObject({ rows: 10, landed: 10 });
    expect(await events()).toEqual({ total: 10, uids: 5, last: 5 });
  });

  it.each([
    ['before its names are projected', 'INSERT INTO identities'],
    ['before its events land', 'INSERT INTO events'],
    ['after its events have landed', 'ALTER TABLE'],
  ])('lands once when an importer is killed %s', async (_when, statement) => {
    const dying = await engines.importer(dyingClickHouse(engines.clickhouse, statement));
    const request = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(5, 2));
    await expect(dying.importFile.execute(request)).rejects.toThrow('killed');
    const next = await engines.importer();
    await next.importFile.execute(request);
    expect(lastTold(next.publisher).type).toBe('audience.import.completed.v1');
    expect(await events()).toEqual({ total: 10, uids: 5, last: 5 });
    expect(await engines.clickhouse.query('SELECT count() AS left FROM staged_behaviors')).toEqual([
      { left: 0 },
    ]);
  });

  describe('that is given up', () => {
    const stagedRows = async () => {
      const [left] = await engines.clickhouse.query<{ left: number }>(
        'SELECT (SELECT count() FROM staged_behaviors) + (SELECT count() FROM staged_names) AS left',
      );
      return left?.left;
    };

    it('fails, shows nothing, and stays failed when it is delivered once more', async () => {
      const dying = await engines.importer(dyingClickHouse(engines.clickhouse, 'INSERT INTO events'));
      const event = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(5, 2));
      const error: unknown = await dying.importFile.execute(event).catch((thrown: unknown) => thrown);
      expect(await stagedRows()).toBeGreaterThan(0);
      const consumer = dying.module.get(ImportConsumer);
      await consumer.giveUp({ event, code: 'handler.failed', attempts: 6, error });
      const failed = dying.publisher.events.at(-1);
      expect(lastTold(dying.publisher)).toEqual({
        type: 'audience.import.failed.v1',
        data: {
          organisationId,
          importId: event.data.importId,
          code: 'import.given-up',
          message: expect.stringContaining(event.id),
          rows: 0,
          rejected: 0,
        },
      });
      expect(await stagedRows()).toBe(0);

      const next = await engines.importer();
      await next.importFile.execute(event);
      expect(next.publisher.events).toEqual([{ ...failed, time: expect.any(String) }]);
      expect(await events()).toMatchObject({ total: 0 });
    });

    it('cannot be completed any more by an attempt that is still under way', async () => {
      const importer = await engines.importer();
      const event = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(5, 2));
      const jobs = importer.module.get(ImportJobsRepository);
      const underWay = randomUUID();
      await jobs.begin(organisationId, event.data.importId, underWay);
      const given = {
        event,
        code: 'test.never',
        attempts: 1,
        error: new PermanentError('test.never', 'never'),
      };
      await importer.module.get(ImportConsumer).giveUp(given);
      expect(lastTold(importer.publisher).data).toMatchObject({ code: 'test.never', message: 'never' });
      const counts = { rows: 10, landed: 10, rejected: 0 };
      const found = { reportKey: undefined, delimiter: undefined, mistyped: [], trimmedIds: 0 };
      const completed = { state: 'completed', counts, ...found } as const;
      expect(await jobs.finish(event.data.importId, underWay, completed)).toBe(false);
    });

    it('stays completed when it had completed before', async () => {
      const importer = await engines.importer();
      const event = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(5, 2));
      await importer.importFile.execute(event);
      const completed = importer.publisher.events.at(-1);
      const given = { event, code: 'handler.failed', attempts: 6, error: new Error('cannot drop') };
      await importer.module.get(ImportConsumer).giveUp(given);
      expect(importer.publisher.events.at(-1)).toEqual({ ...completed, time: expect.any(String) });
    });
  });

  it('does not make users known when it is killed before the last statement', async () => {
    const request = await engines.request(
      { organisationId, kind: 'users' },
      'entity_id,city\nu1,Oslo\nu2,Bergen\n',
    );
    const dying = await engines.importer(dyingClickHouse(engines.clickhouse, 'INSERT INTO users'));
    await expect(dying.importFile.execute(request)).rejects.toThrow('killed');
    const users = () =>
      engines.clickhouse.query(
        'SELECT entity_id, uid FROM users FINAL WHERE organisation = {organisation:UUID} ORDER BY uid',
        { organisation: organisationId },
      );
    expect(await users()).toEqual([]);
    await (await engines.importer()).importFile.execute(request);
    expect(await users()).toEqual([
      { entity_id: 'u1', uid: 1 },
      { entity_id: 'u2', uid: 2 },
    ]);
  });

  it('lands once when two importers have the same request in hand', async () => {
    const importers = await Promise.all([engines.importer(), engines.importer()]);
    const request = await engines.request({ organisationId, kind: 'behaviors' }, behaviors(50, 10));
    await Promise.all(importers.map(({ importFile }) => importFile.execute(request)));
    const told = importers.flatMap(({ publisher }) => publisher.events);
    expect(told.every(({ type }) => type === 'audience.import.completed.v1')).toBe(true);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(await events()).toEqual({ total: 500, uids: 50, last: 50 });
  });

  it('numbers every user exactly once when two importers land files about the same users', async () => {
    const importers = await Promise.all([engines.importer(), engines.importer()]);
    const requests = await Promise.all(
      [4_000, 3_000].map((users) =>
        engines.request({ organisationId, kind: 'behaviors' }, behaviors(users, 2)),
      ),
    );
    await Promise.all(importers.map(({ importFile }, at) => importFile.execute(requests[at]!)));
    // No gaps and no doubles: 4,000 names, the numbers 1 to 4,000.
    expect(await events()).toEqual({ total: 14_000, uids: 4_000, last: 4_000 });
    expect(
      await engines.clickhouse.query(
        `SELECT count() AS names, uniqExact(uid) AS uids, max(uid) AS last FROM identities FINAL
         WHERE organisation = {organisation:UUID}`,
        { organisation: organisationId },
      ),
    ).toEqual([{ names: 4_000, uids: 4_000, last: 4_000 }]);
  });
});
