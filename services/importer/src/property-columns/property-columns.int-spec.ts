import { randomUUID } from 'node:crypto';
import { propertyColumn, topics, type ColumnType } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { CatalogueConsumer } from './catalogue.consumer';
import { addPropertyColumns } from './declare-property-columns';
import { stringLiteral } from './string-literal';

const hostileNames = [
  "it's",
  "\\'",
  'back\\slash\\',
  'a\0b',
  '\0' + '1',
  '😀',
  '"`',
  'new\nline\ttab\r',
  "'; DROP TABLE events --",
  '{p0:String}',
  "', NULL), p_x String DEFAULT ('",
  '/* comment',
  '%s ? $1 :name',
  '\u202e\uffff',
];

describeWith(['postgres', 'clickhouse', 'object-store'], 'columns of declared properties', () => {
  let engines: ImporterEngines;
  let consumer: CatalogueConsumer;
  let organisation: string;

  beforeAll(async () => {
    engines = await importerEngines();
    consumer = (await engines.importer()).module.get(CatalogueConsumer);
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisation = randomUUID();
  });

  const land = (maps: object) =>
    engines.clickhouse.insert('events', [
      {
        organisation,
        app: 'shop',
        event: 'buy',
        day: '2022-01-01',
        uid: 1,
        time: '2022-01-01 00:00:00',
        event_id: randomUUID(),
        ...maps,
      },
    ]);
  const values = (...columns: string[]) =>
    engines.clickhouse.query<Record<string, unknown>>(
      `SELECT ${columns.map((column, index) => `toString(${column}) AS c${index}`).join(', ')} FROM events
       WHERE organisation = {organisation:UUID} ORDER BY c0`,
      { organisation },
    );
  const storedColumns = async () => {
    const [found] = await engines.clickhouse.query<{ stored: number }>(
      `SELECT countIf(default_kind = 'DEFAULT') AS stored FROM system.columns
       WHERE database = currentDatabase() AND table = 'events' AND name LIKE 'p\\_%'`,
    );
    return found?.stored ?? 0;
  };
  const declare = (...properties: { name: string; type: ColumnType }[]) =>
    consumer.handle(
      createEvent(topics.catalogue, {
        type: 'audience.catalogue.declared.v1',
        service: 'audience-api',
        organisationId: organisation,
        subject: organisation,
        key: organisation,
        identity: [randomUUID()],
        data: { organisationId: organisation, properties },
      }),
    );

  it('hold the values of events that landed before and after the declaration, in every type', async () => {
    const full = {
      strings: { note: 'a' },
      numbers: { note: '12.5' },
      booleans: { note: false },
      times: { note: '2022-01-01 00:00:00.000001' },
    };
    await land(full);
    await land({});
    const types = ['string', 'number', 'boolean', 'time'] as const;
    await declare(...types.map((type) => ({ name: 'note', type })));
    await land(full);
    await land({});
    const row = { c0: 'a', c1: '12.5', c2: 'false', c3: '2022-01-01 00:00:00.000001' };
    const none = { c0: null, c1: null, c2: null, c3: null };
    expect(await values(...types.map((type) => propertyColumn('note', type)))).toEqual([
      row,
      row,
      none,
      none,
    ]);
  });

  it('are computed where there are too many to be stored, with the same values', async () => {
    const properties = ['many', 'more'].flatMap((name) =>
      (['string', 'number', 'boolean', 'time'] as const).map((type) => ({ name, type })),
    );
    const full = {
      strings: { more: 'a' },
      numbers: { more: '12.5' },
      booleans: { more: true },
      times: { more: '2022-01-01 00:00:00.000001' },
    };
    await land(full);
    const stored = await storedColumns();
    await addPropertyColumns(engines.clickhouse, properties, stored + 3);
    expect(await storedColumns()).toBe(stored + 3);
    await addPropertyColumns(engines.clickhouse, properties, stored + 3);
    await land(full);
    await land({});
    const row = { c0: 'a', c1: '12.5', c2: 'true', c3: '2022-01-01 00:00:00.000001' };
    expect(await values(...properties.slice(4).map(({ name, type }) => propertyColumn(name, type)))).toEqual([
      row,
      row,
      { c0: null, c1: null, c2: null, c3: null },
    ]);
  });

  it('can be declared again, with others, and by several importers at once', async () => {
    const others = await Promise.all([engines.importer(), engines.importer()]);
    const properties = Array.from({ length: 20 }, (_, n) => ({ name: `again${n}`, type: 'number' as const }));
    await declare(...properties.slice(0, 3));
    await Promise.all([
      declare(...properties),
      ...others.map(() => addPropertyColumns(engines.clickhouse, properties)),
    ]);
    await land({ numbers: { again7: '1' } });
    expect(await values(...properties.map(({ name, type }) => propertyColumn(name, type)))).toHaveLength(1);
  });

  it.each(hostileNames)('are right for the name %j', async (name) => {
    await land({ strings: { [name]: 'old' } });
    await land({ strings: { [`${name} `]: 'another' } });
    await addPropertyColumns(engines.clickhouse, [{ name, type: 'string' }]);
    await land({ strings: { [name]: 'new' } });
    expect(await values(propertyColumn(name, 'string'))).toEqual([
      { c0: 'new' },
      { c0: 'old' },
      { c0: null },
    ]);
    expect(
      await engines.clickhouse.query(
        `SELECT ${stringLiteral(name)} = {name:String} AS same, length(${stringLiteral(name)}) AS bytes`,
        { name },
      ),
    ).toEqual([{ same: 1, bytes: Buffer.byteLength(name) }]);
  });
});
