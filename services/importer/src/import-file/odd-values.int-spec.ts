import { randomUUID } from 'node:crypto';
import { declaredTypes, emptyCatalogue, type Catalogue } from '@muster/contracts';
import { describeWith } from '@muster/testing';
import { type ImportDraft, type ImporterEngines, importerEngines, lastTold } from '../importer-fixture-spec';

/** Files as sheets and other tools write them. */
describeWith(['postgres', 'clickhouse', 'object-store'], 'values as people write them', () => {
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

  async function land(catalogue: Partial<Catalogue>, draft: Partial<ImportDraft>, lines: readonly string[]) {
    const declared = declaredTypes({ ...emptyCatalogue, ...catalogue });
    const request = await engines.request(
      { organisationId, kind: 'users', timeZone: 'UTC', declared, ...draft },
      `${lines.join('\n')}\n`,
    );
    await importer.importFile.execute(request);
    const told = lastTold(importer.publisher);
    // Delivered again, it is answered with the same result.
    await importer.importFile.execute(request);
    expect(lastTold(importer.publisher)).toEqual(told);
    return told;
  }
  const rows = (statement: string) =>
    engines.clickhouse.query<Record<string, unknown>>(statement, { organisation: organisationId });
  /** Users whose attribute has a form, by entity. */
  const having = async (condition: string) =>
    (
      await rows(`SELECT u.entity_id AS user FROM user_attributes AS a FINAL
         JOIN users AS u FINAL ON u.organisation = a.organisation AND u.uid = a.uid
         WHERE a.organisation = {organisation:UUID} AND ${condition} ORDER BY user`)
    ).map(({ user }) => user);

  it('booleans, in the spellings of spreadsheets', async () => {
    const told = await land({ attributes: { member: 'boolean' } }, {}, [
      'entity_id,member',
      'a,true',
      'b,TRUE',
      'c,True',
      'd,yes',
      'e,1',
      'f,NO',
      'g,0',
      'h,maybe',
      'i,on',
    ]);
    expect(await having('a.boolean')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await having('NOT a.boolean')).toEqual(['f', 'g']);
    expect(told).toMatchObject({
      type: 'audience.import.completed.v1',
      data: {
        landed: 9,
        mistyped: [
          { kind: 'attribute', name: 'member', declared: 'boolean', count: 2, examples: ['maybe', 'on'] },
        ],
      },
    });
  });

  it('amounts: what is no decimal is never a wrong number, and is told', async () => {
    const told = await land({ attributes: { spent: 'number' } }, {}, [
      'entity_id,spent',
      'plain,1234.50',
      'zeros,0001234.50000000',
      'negative,-5.00',
      'padded," 1234.50 "',
      'german,"1.234,50"',
      'english,"1,234.50"',
      'dollar,$1234.50',
      'excel,1.2345E+03',
      'plus,+1234.50',
      'bare,.5',
    ]);
    expect(await having('a.number = 1234.5')).toEqual(['plain', 'zeros']);
    expect(await having('isNotNull(a.number)')).toEqual(['negative', 'plain', 'zeros']);
    expect(told.data).toMatchObject({
      landed: 10,
      rejected: 0,
      mistyped: [
        {
          name: 'spent',
          count: 7,
          examples: [' 1234.50 ', '1.234,50', '1,234.50', '$1234.50', '1.2345E+03'],
        },
      ],
    });
  });

  it('numbers with more digits than are kept break their row where a number is declared', async () => {
    const told = await land({ attributes: { latitude: 'number', card: 'string' } }, {}, [
      'entity_id,latitude,card,undeclared',
      'ida,59.9127300,4071000000000000017,12345678901234567890',
      'tor,59.91273001,4071000000000000017,1',
    ]);
    expect(told.data).toMatchObject({ landed: 1, rejected: 1 });
    expect(await engines.report(String(told.data['reportKey']))).toMatchObject([
      { row: 2, code: 'row.number-out-of-range', field: 'attributes.latitude' },
    ]);
    expect(await having("a.attribute = 'latitude' AND a.number = 59.91273")).toEqual(['ida']);
    expect(await having("a.attribute = 'card' AND a.text = '4071000000000000017'")).toEqual(['ida']);
  });

  it('times, by the clock of the organisation or of the file', async () => {
    const lines = [
      'entity_id,seen',
      'iso,2026-05-08T12:00:00Z',
      'nanoseconds,2026-05-08T12:00:00.000000999Z',
      'offset,2026-05-08 14:00:00 +0200',
      'mailchimp,2026-05-08 12:00:00',
      'hubspot,2026-05-08 12:00',
      'excel,5/8/2026 12:00',
      'unix,1778243625',
    ];
    const at = async (time: string) => having(`a.time = '${time}'`);
    const told = await land({ attributes: { seen: 'time' } }, {}, lines);
    expect(await at('2026-05-08 12:00:00')).toEqual(['hubspot', 'iso', 'mailchimp', 'nanoseconds', 'offset']);
    expect(told.data).toMatchObject({ mistyped: [{ count: 2, examples: ['5/8/2026 12:00', '1778243625'] }] });
    await land({ attributes: { seen: 'time' } }, { fileTimeZone: 'America/New_York' }, lines);
    expect(await at('2026-05-08 12:00:00')).toEqual(['iso', 'nanoseconds', 'offset']);
    expect(await at('2026-05-08 16:00:00')).toEqual(['hubspot', 'mailchimp']);
  });

  it('lists with a number in them are no lists, and are told', async () => {
    const line = (entityId: string, groups: unknown) => JSON.stringify({ entityId, attributes: { groups } });
    const told = await land({ attributes: { groups: 'list' } }, { format: 'ndjson' }, [
      line('texts', ['1', '2']),
      line('numbers', [1, 2]),
      line('mixed', ['1', 2]),
      line('empty', []),
      '{"entityId":"long","attributes":{"groups":["1",12345678901234567890]}}',
    ]);
    expect(await having('a.is_list')).toEqual(['empty', 'texts']);
    expect(told.data).toMatchObject({
      landed: 5,
      mistyped: [
        { name: 'groups', count: 3, examples: ['[1,2]', '["1",2]', '["1","12345678901234567890"]'] },
      ],
    });
  });

  it('ids with spaces around them, and several in a cell', async () => {
    const users = await land({}, {}, [
      'entity_id,device_ids,n',
      'noor,d-1; d-2;,1',
      '"ada ",;,1',
      '"two words","d-3 ; ; d-4",1',
    ]);
    expect(users.data).toMatchObject({ landed: 3, rejected: 0, trimmedIds: 4 });
    const events = await land({}, { kind: 'behaviors' }, [
      'device_id,app,event,time',
      'd-2,web,order,2026-06-01T10:00:00Z',
      '"d-4\t",web,order,2026-06-01T10:00:00Z',
    ]);
    expect(events.data).toMatchObject({ landed: 2, trimmedIds: 1 });
    expect(
      await rows(`SELECT u.entity_id AS user FROM events AS e
        JOIN users AS u FINAL ON u.organisation = e.organisation AND u.uid = e.uid
        WHERE e.organisation = {organisation:UUID} ORDER BY user`),
    ).toEqual([{ user: 'noor' }, { user: 'two words' }]);
    expect(
      await rows(`SELECT id FROM identities FINAL WHERE organisation = {organisation:UUID} ORDER BY id`),
    ).toEqual(['ada', 'd-1', 'd-2', 'd-3', 'd-4', 'noor', 'two words'].map((id) => ({ id })));
  });

  it('one person with many devices', async () => {
    const devices = Array.from({ length: 150 }, (_, n) => `d-${n}`).join(';');
    const told = await land({}, {}, ['entity_id,device_ids', `roamer,${devices}`, 'homebody,h-1']);
    expect(told.data).toMatchObject({ landed: 2, rejected: 0 });
  });

  it('names of events and properties as other tools have them', async () => {
    const about = { user: { idType: 'entity', id: 'x1' }, app: 'web', time: '2026-05-08T12:33:45.123Z' };
    const told = await land(
      {
        applications: { web: { events: { 'Order Completed': { properties: { 'Order Total': 'number' } } } } },
      },
      { kind: 'behaviors', format: 'ndjson' },
      [
        JSON.stringify({ ...about, event: 'Order Completed', properties: { 'Order Total': '19.90' } }),
        JSON.stringify({ ...about, event: 'Order Completed', properties: { 'Order Total': '19,90' } }),
        JSON.stringify({ ...about, event: 'page', properties: { $current_url: 'https://shop.example/' } }),
      ],
    );
    expect(told.data).toMatchObject({
      landed: 3,
      rejected: 0,
      mistyped: [
        {
          kind: 'property',
          app: 'web',
          event: 'Order Completed',
          name: 'Order Total',
          count: 1,
          examples: ['19,90'],
        },
      ],
    });
    expect(
      await rows(
        `SELECT event, numbers, strings FROM events WHERE organisation = {organisation:UUID} ORDER BY event, length(numbers) DESC`,
      ),
    ).toEqual([
      { event: 'Order Completed', numbers: { 'Order Total': 19.9 }, strings: { 'Order Total': '19.90' } },
      { event: 'Order Completed', numbers: {}, strings: { 'Order Total': '19,90' } },
      { event: 'page', numbers: {}, strings: { $current_url: 'https://shop.example/' } },
    ]);
  });
});
