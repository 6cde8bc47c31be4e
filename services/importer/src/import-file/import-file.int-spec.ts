import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describeWith } from '@muster/testing';
import { type ImportDraft, type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';

describeWith(['postgres', 'clickhouse', 'object-store'], 'landing files', () => {
  let engines: ImporterEngines;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let organisationId: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisationId = randomUUID();
  });

  async function land(draft: Omit<ImportDraft, 'organisationId'>, file: string | Buffer) {
    await importer.importFile.execute(await engines.request({ organisationId, ...draft }, file));
    return lastTold(importer.publisher);
  }

  const rows = (statement: string) =>
    engines.clickhouse.query<Record<string, unknown>>(statement, { organisation: organisationId });
  const events = () =>
    rows(`SELECT i.id AS user, app, event, toString(day) AS day, toString(time) AS time, strings, numbers, booleans, lists
          FROM events AS e JOIN identities AS i ON i.organisation = e.organisation AND i.uid = e.uid
          WHERE e.organisation = {organisation:UUID} ORDER BY time, user`);
  const users = () =>
    rows(`SELECT entity_id, uid FROM users FINAL WHERE organisation = {organisation:UUID} ORDER BY uid`);

  it('lands behaviours from CSV, typed and in the local days of the organisation', async () => {
    const told = await land(
      { kind: 'behaviors' },
      '\uFEFFentity_id,app,event,time,amount,note\r\n' +
        'u1,shop,purchase,2021-07-01T23:30:00Z,12.50,"a, ""b"""\r\n' +
        'u2,shop,purchase,2021-07-01,,""\r\n',
    );
    expect(told).toEqual({
      type: 'audience.import.completed.v1',
      data: {
        organisationId,
        importId: expect.any(String),
        rows: 2,
        landed: 2,
        rejected: 0,
        delimiter: 'comma',
      },
    });
    expect(await events()).toEqual([
      expect.objectContaining({
        user: 'u2',
        // Local midnight in summer, an hour before midnight in UTC.
        time: '2021-06-30 23:00:00.000000',
        day: '2021-07-01',
        strings: { note: '' },
        numbers: {},
      }),
      expect.objectContaining({
        user: 'u1',
        time: '2021-07-01 23:30:00.000000',
        day: '2021-07-02',
        strings: { amount: '12.50', note: 'a, "b"' },
        numbers: { amount: 12.5 },
      }),
    ]);
  });

  it('lands behaviours from gzipped NDJSON, each event id once', async () => {
    const event = {
      user: { idType: 'account', id: 'a1' },
      app: 'shop',
      event: 'view',
      time: '2022-01-01T00:00:00Z',
      eventId: 'e-1',
      properties: { tags: ['x', 'y'], mixed: ['x', 1], vip: true, price: 3, nothing: null },
    };
    const file = gzipSync(`${JSON.stringify(event)}\n\n${JSON.stringify(event)}\n`);
    const told = await land({ kind: 'behaviors', format: 'ndjson', compression: 'gzip' }, file);
    expect(told.data).toMatchObject({ rows: 2, landed: 2, rejected: 0 });
    expect(await events()).toEqual([
      expect.objectContaining({
        user: 'a1',
        strings: {},
        numbers: { price: 3 },
        booleans: { vip: true },
        lists: { tags: ['x', 'y'] },
      }),
    ]);
  });

  it('keeps the daily bitmaps current', async () => {
    const lines = Array.from(
      { length: 200 },
      (_, n) => `u${n % 70},shop,view,2022-03-${10 + (n % 9)}T12:00:00Z`,
    );
    await land({ kind: 'behaviors' }, ['entity_id,app,event,time', ...lines].join('\n'));
    const bitmaps = await rows(
      `SELECT toString(day) AS day, arraySort(bitmapToArray(groupBitmapMergeState(users))) AS uids FROM event_days
       WHERE organisation = {organisation:UUID} GROUP BY day ORDER BY day`,
    );
    const scanned = await rows(
      `SELECT toString(day) AS day, arraySort(groupUniqArray(uid)) AS uids FROM events
       WHERE organisation = {organisation:UUID} GROUP BY day ORDER BY day`,
    );
    expect(bitmaps).toEqual(scanned);
    expect(bitmaps).toHaveLength(9);
  });

  it('lands users with identities and attributes; an empty cell takes an attribute away', async () => {
    await land(
      { kind: 'users' },
      'entity_id,account_ids,device_ids,city,age,likes\nu1,a1;a2,d1,Oslo,42,"[""jazz""]"\nu2,,,"",,\n',
    );
    await land({ kind: 'users' }, 'entity_id,city\nu1,\n');
    await land(
      { kind: 'users', format: 'ndjson' },
      JSON.stringify({ entityId: 'u2', attributes: { age: '7.5', vip: false, since: '2020-02-29' } }),
    );
    expect(await users()).toEqual([
      { entity_id: 'u1', uid: 1 },
      { entity_id: 'u2', uid: 2 },
    ]);
    expect(
      await rows(
        `SELECT uid, attribute, text, number, boolean, toString(time) AS time, list FROM user_attributes FINAL
         WHERE organisation = {organisation:UUID} ORDER BY uid, attribute`,
      ),
    ).toEqual([
      { uid: 1, attribute: 'age', text: '42', number: 42, boolean: null, time: null, list: [] },
      {
        uid: 1,
        attribute: 'likes',
        text: '["jazz"]',
        number: null,
        boolean: null,
        time: null,
        list: ['jazz'],
      },
      { uid: 2, attribute: 'age', text: '7.5', number: 7.5, boolean: null, time: null, list: [] },
      { uid: 2, attribute: 'city', text: '', number: null, boolean: null, time: null, list: [] },
      {
        uid: 2,
        attribute: 'since',
        text: '2020-02-29',
        number: null,
        boolean: null,
        time: '2020-02-29 00:00:00.000000',
        list: [],
      },
      { uid: 2, attribute: 'vip', text: null, number: null, boolean: false, time: null, list: [] },
    ]);
    expect(
      await rows(
        `SELECT id_type, id, uid FROM identities FINAL WHERE organisation = {organisation:UUID} ORDER BY id_type, id`,
      ),
    ).toEqual([
      { id_type: 'account', id: 'a1', uid: 1 },
      { id_type: 'account', id: 'a2', uid: 1 },
      { id_type: 'device', id: 'd1', uid: 1 },
      { id_type: 'entity', id: 'u1', uid: 1 },
      { id_type: 'entity', id: 'u2', uid: 2 },
    ]);
  });

  it('lands tag values; the later of two rows about one date holds, an older import never does', async () => {
    const newer = await engines.request(
      { organisationId, kind: 'tags' },
      'entity_id,tag,value,date\nu1,vip,silver,2022-01-01\nu1,vip,gold,2022-01-01\nu2,vip,,2022-01-01\n',
      new Date('2026-01-02T00:00:00Z'),
    );
    const older = await engines.request(
      { organisationId, kind: 'tags', format: 'ndjson' },
      JSON.stringify({ user: { id: 'u1' }, tag: 'vip', value: 'bronze', date: '2022-01-01' }),
      new Date('2026-01-01T00:00:00Z'),
    );
    await importer.importFile.execute(newer);
    await importer.importFile.execute(older);
    expect(
      await rows(
        `SELECT uid, text, removed FROM tag_values FINAL WHERE organisation = {organisation:UUID} ORDER BY uid`,
      ),
    ).toEqual([
      { uid: 1, text: 'gold', removed: 0 },
      { uid: 2, text: null, removed: 1 },
    ]);
  });

  it('tells of progress', async () => {
    const lines = Array.from({ length: 50_001 }, (_, n) => `u${n % 10},shop,view,2022-03-01T12:00:00Z`);
    await land({ kind: 'behaviors' }, ['entity_id,app,event,time', ...lines].join('\n'));
    const progress = importer.publisher.events.filter(({ type }) => type === 'audience.import.progressed.v1');
    expect(progress.map(({ data }) => data)).toEqual([
      expect.objectContaining({ organisationId, rows: 50_000, landed: 50_000, rejected: 0 }),
    ]);
  });

  it('leaves nothing in staging', async () => {
    await land({ kind: 'behaviors' }, 'entity_id,app,event,time\nu1,shop,view,2022-03-01T12:00:00Z\n');
    for (const table of [
      'staged_behaviors',
      'staged_names',
      'staged_profiles',
      'staged_uids',
      'staged_tags',
    ]) {
      expect(await rows(`SELECT count() AS left FROM ${table}`)).toEqual([{ left: 0 }]);
    }
  });
});
