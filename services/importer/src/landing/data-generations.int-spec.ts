import { randomUUID } from 'node:crypto';
import { PermanentError } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { toBehaviorRow } from '../domain/behavior-row';
import { toProfileRow } from '../domain/profile-row';
import { toTagRow } from '../domain/tag-row';
import type { Checked } from '../domain/row-problem';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import { ZoneClock } from '../domain/zone-clock';
import { ImportConsumer } from '../import-file/import.consumer';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { dyingClickHouse, WatchedClickHouse } from '../watched-clickhouse-fixture-spec';
import { BatchLanding } from './batch-landing';

describeWith(['postgres', 'clickhouse', 'object-store'], 'generations of the data', () => {
  const values = new ValueReader(typeJsonValue, new ZoneClock('UTC'));
  let engines: ImporterEngines;
  let landing: BatchLanding;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let organisation: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
    landing = importer.module.get(BatchLanding);
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisation = randomUUID();
  });

  /** e.g. `{ 'event view': 2 }` */
  const generations = async () => {
    const rows = await engines.clickhouse.query<{ scope: string; generation: number }>(
      `SELECT trimRight(concat(kind, ' ', name)) AS scope, sum(landings) AS generation FROM data_generations
       WHERE organisation = {organisation:UUID} GROUP BY kind, name ORDER BY scope`,
      { organisation },
    );
    return Object.fromEntries(rows.map(({ scope, generation }) => [scope, generation]));
  };
  const count = async (table: string) => {
    const [row] = await engines.clickhouse.query<{ rows: number }>(
      `SELECT count() AS rows FROM ${table} WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    return row?.rows;
  };
  const landable = <Row>(checked: Checked<Row>) => {
    if (!checked.ok) throw new Error(checked.problem.code);
    return { row: checked.row, version: 1 };
  };
  const behavior = (event: string, id = 'a1', app = 'shop') =>
    landable(
      toBehaviorRow(
        { user: { idType: 'account', id }, app, event, time: '2022-03-01T12:00:00Z' },
        randomUUID(),
        values,
      ),
    );
  const profile = (entityId: string, attributes: Record<string, string | null>, accountIds: string[] = []) =>
    landable(toProfileRow({ entityId, attributes, accountIds }, values));
  const tag = (name: string, account?: string) =>
    landable(
      toTagRow(
        {
          user: account ? { idType: 'account', id: account } : { idType: 'entity', id: 'u1' },
          tag: name,
          value: 'gold',
          date: '2022-03-01',
        },
        values,
      ),
    );
  const file = (kind: 'users' | 'behaviors' | 'tags', text: string) =>
    engines.request({ organisationId: organisation, kind }, text);
  const viewFile = 'entity_id,app,event,time\nu1,shop,view,2022-03-01\n';

  it('grow with every batch, each scope that it touches once', async () => {
    await landing.behaviors(organisation, [behavior('view'), behavior('buy'), behavior('view', 'a2', 'app')]);
    expect(await generations()).toEqual({ 'event buy': 1, 'event view': 1 });
    await landing.behaviors(organisation, [behavior('view')]);
    await landing.tags(organisation, [tag('vip'), tag('new')]);
    await landing.profiles(organisation, [
      profile('u1', { city: 'Oslo', age: null }),
      profile('u2', { city: 'Rome' }),
    ]);
    expect(await generations()).toEqual({
      'attribute age': 1,
      'attribute city': 1,
      'event buy': 1,
      'event view': 2,
      'tag new': 1,
      'tag vip': 1,
      users: 1,
    });
  });

  it('have the time of their last landing, whoever has counted it', async () => {
    const landedAt = async () => {
      const rows = await engines.clickhouse.query<{ name: string; at: number }>(
        `SELECT name, toUnixTimestamp64Milli(max(landed_at)) AS at FROM data_generations
         WHERE organisation = {organisation:UUID} GROUP BY name`,
        { organisation },
      );
      return Object.fromEntries(rows.map(({ name, at }) => [name, at]));
    };
    const began = Date.now();
    await landing.behaviors(organisation, [behavior('view')]);
    const first = await landedAt();
    await importer.importFile.execute(
      await file('behaviors', 'entity_id,app,event,time\nu1,shop,buy,2022-03-01\n'),
    );
    await engines.clickhouse.command('OPTIMIZE TABLE data_generations FINAL');
    const second = await landedAt();
    expect(first['view']).toBeGreaterThanOrEqual(began);
    expect(second['view']).toBe(first['view']);
    expect(second['buy']).toBeGreaterThanOrEqual(first['view']!);
    await landing.behaviors(organisation, [behavior('view')]);
    await engines.clickhouse.command('OPTIMIZE TABLE data_generations FINAL');
    expect((await landedAt())['view']).toBeGreaterThanOrEqual(second['buy']!);
    expect((await landedAt())['view']).toBeLessThanOrEqual(Date.now());
  });

  it('grow with every file, each scope that it touches once', async () => {
    await importer.importFile.execute(
      await file('behaviors', `${viewFile}u2,app,view,2022-03-01\nu1,shop,buy,2022-03-01\n`),
    );
    expect(await generations()).toEqual({ 'event buy': 1, 'event view': 1 });
    await importer.importFile.execute(
      await file('tags', 'entity_id,tag,value,date\nu1,vip,a,2022-03-01\nu2,vip,b,2022-03-01\n'),
    );
    await importer.importFile.execute(await file('users', 'entity_id,city\nu1,Oslo\nu2,Rome\n'));
    expect(await generations()).toEqual({
      'attribute city': 1,
      'event buy': 1,
      'event view': 1,
      'tag vip': 1,
      users: 1,
    });
  });

  it.each([['events'], ['tag_values']] as const)(
    'grow after the rows of a batch can be read: %s',
    async (table) => {
      let seen: number | undefined;
      const watched = new WatchedClickHouse(engines.clickhouse, {
        before: async (statement) => {
          if (statement.startsWith('INSERT INTO data_generations')) seen = await count(table);
        },
      });
      const other = (await engines.importer(watched)).module.get(BatchLanding);
      if (table === 'events') await other.behaviors(organisation, [behavior('view')]);
      else await other.tags(organisation, [tag('vip')]);
      expect(seen).toBe(1);
    },
  );

  it.each([
    ['behaviors', viewFile, ['events']],
    ['tags', 'entity_id,tag,value,date\nu1,vip,a,2022-03-01\n', ['tag_values']],
    ['users', 'entity_id,city\nu1,Oslo\n', ['user_attributes', 'users']],
  ] as const)('grow after the rows of a file of %s can be read', async (kind, text, tables) => {
    const seen: (number | undefined)[] = [];
    const watched = new WatchedClickHouse(engines.clickhouse, {
      before: async (statement) => {
        const table = tables[seen.length];
        if (statement.startsWith('INSERT INTO data_generations') && table) seen.push(await count(table));
      },
    });
    await (await engines.importer(watched)).importFile.execute(await file(kind, text));
    expect(seen).toEqual(tables.map(() => 1));
  });

  it('grow when a landing fails, which may have left rows', async () => {
    const lost = new WatchedClickHouse(engines.clickhouse, {
      after: (statement) => {
        if (/^INSERT INTO (events|users)/.test(statement)) throw new Error('lost');
      },
    });
    const other = await engines.importer(lost);
    await expect(other.module.get(BatchLanding).behaviors(organisation, [behavior('view')])).rejects.toThrow(
      'lost',
    );
    expect(await generations()).toEqual({ 'event view': 1 });
    await expect(other.importFile.execute(await file('behaviors', viewFile))).rejects.toThrow('lost');
    // The turn of the second has mended, and counted, what the first has left; then it was lost as well.
    expect(await generations()).toEqual({ 'event view': 3 });
    await expect(other.importFile.execute(await file('users', 'entity_id,city\nu1,Oslo\n'))).rejects.toThrow(
      'lost',
    );
    expect(await generations()).toEqual({ 'attribute city': 1, 'event view': 3, users: 1 });
  });

  it('grow when a landing is repeated whose importer was killed before it counted', async () => {
    const dying = await engines.importer(dyingClickHouse(engines.clickhouse, 'INSERT INTO data_generations'));
    const request = await file('behaviors', viewFile);
    await expect(dying.importFile.execute(request)).rejects.toThrow('killed');
    expect(await generations()).toEqual({});
    await importer.importFile.execute(request);
    expect(await generations()).toEqual({ 'event view': 1 });
  });

  it('grow all at once when such an import is given up instead', async () => {
    const dying = await engines.importer(dyingClickHouse(engines.clickhouse, 'INSERT INTO data_generations'));
    const event = await file('behaviors', viewFile);
    await expect(dying.importFile.execute(event)).rejects.toThrow('killed');
    const error = new PermanentError('test.never', 'never');
    await importer.module.get(ImportConsumer).giveUp({ event, code: 'test.never', attempts: 6, error });
    expect(await generations()).toEqual({ all: 1 });
  });

  it('grow where there is something under a uid that turns out to be another user, and nowhere else', async () => {
    await landing.behaviors(organisation, [behavior('view'), behavior('buy', 'a2')]);
    await landing.tags(organisation, [tag('vip', 'a1'), tag('new', 'a2')]);
    await landing.profiles(organisation, [profile('u1', {})]);
    const before = { 'event buy': 1, 'event view': 1, 'tag new': 1, 'tag vip': 1 };
    expect(await generations()).toEqual({ ...before, users: 1 });
    let seen: number | undefined;
    const watched = new WatchedClickHouse(engines.clickhouse, {
      before: async (statement) => {
        if (statement.startsWith('INSERT INTO data_generations')) seen ??= await count('events');
      },
    });
    const other = (await engines.importer(watched)).module.get(BatchLanding);
    await other.profiles(organisation, [profile('u1', {}, ['a1'])]);
    // The originals and the copy, before anything is counted.
    expect(seen).toBe(3);
    expect(await generations()).toEqual({ ...before, 'event view': 2, 'tag vip': 2, users: 2 });
  });
});
