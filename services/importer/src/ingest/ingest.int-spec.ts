import { randomUUID } from 'node:crypto';
import { topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { CatalogueConsumer } from '../property-columns/catalogue.consumer';
import { OrganisationConsumer } from '../organisations/organisation.consumer';
import { IngestBehaviorConsumer } from './ingest-behavior.consumer';
import { IngestProfileConsumer } from './ingest-profile.consumer';
import { IngestTagConsumer } from './ingest-tag.consumer';

describeWith(['postgres', 'clickhouse', 'object-store'], 'events that other teams send in', () => {
  let engines: ImporterEngines;
  let importer: Awaited<ReturnType<ImporterEngines['importer']>>;
  let organisationId: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
  });
  afterAll(() => engines.dispose());
  beforeEach(async () => {
    organisationId = randomUUID();
    await importer.module.get(OrganisationConsumer).handle(
      createEvent(topics.organisation, {
        ...about('organisation'),
        type: 'audience.organisation.registered.v1',
        data: { organisationId, name: 'Acme', timeZone: 'Asia/Shanghai' },
      }),
    );
  });

  function about(subject: string) {
    return { service: 'crm', organisationId, subject, key: subject, identity: [randomUUID()] };
  }
  const behavior = (user: { idType?: 'entity' | 'account' | 'device'; id: string }, more: object = {}) =>
    createEvent(topics.ingestBehavior, {
      ...about(user.id),
      type: 'ingest.behavior.received.v1',
      data: {
        organisationId,
        user: { idType: 'entity', ...user },
        app: 'shop',
        event: 'view',
        time: '2022-01-01T17:00:00Z',
        ...more,
      },
    });
  const profile = (entityId: string, more: object = {}, time = new Date()) =>
    createEvent(topics.ingestProfile, {
      ...about(entityId),
      type: 'ingest.profile.received.v1',
      time,
      data: { organisationId, entityId, ...more },
    });
  const tag = (id: string, value: string | number | true | null, date: string, time = new Date()) =>
    createEvent(topics.ingestTag, {
      ...about(id),
      type: 'ingest.tag.received.v1',
      time,
      data: { organisationId, user: { idType: 'entity' as const, id }, tag: 'vip', value, date },
    });
  const land = {
    behaviors: (...events: ReturnType<typeof behavior>[]) =>
      importer.module.get(IngestBehaviorConsumer).handle(events),
    profiles: (...events: ReturnType<typeof profile>[]) =>
      importer.module.get(IngestProfileConsumer).handle(events),
    tags: (...events: ReturnType<typeof tag>[]) => importer.module.get(IngestTagConsumer).handle(events),
  };
  const rows = (statement: string) =>
    engines.clickhouse.query<Record<string, unknown>>(statement, { organisation: organisationId });
  /** Events that count, by entity: those of known users. */
  const counted = () =>
    rows(`SELECT u.entity_id AS user, count() AS events FROM events AS e
          JOIN (SELECT * FROM users FINAL WHERE organisation = {organisation:UUID}) AS u ON u.uid = e.uid
          WHERE e.organisation = {organisation:UUID} GROUP BY user ORDER BY user`);

  it('lands behaviours once however often they are delivered, in local days', async () => {
    const events = [behavior({ id: 'u1' }), behavior({ id: 'u1' }), behavior({ id: 'u2' }, { eventId: 'x' })];
    await land.behaviors(...events, behavior({ id: 'u2' }, { eventId: 'x' }));
    await land.behaviors(...events);
    expect(
      await rows(
        `SELECT toString(day) AS day, count() AS events FROM events WHERE organisation = {organisation:UUID} GROUP BY day`,
      ),
    ).toEqual([{ day: '2022-01-02', events: 3 }]);
  });

  it('counts events of a user who becomes known later, by whatever name they came', async () => {
    await land.behaviors(
      behavior({ id: 'u1' }),
      behavior({ idType: 'account', id: 'a1' }),
      behavior({ idType: 'device', id: 'd1' }),
    );
    expect(await counted()).toEqual([]);
    await land.profiles(profile('u1', { accountIds: ['a1'] }), profile('u2', { deviceIds: ['d1'] }));
    expect(await counted()).toEqual([
      { user: 'u1', events: 2 },
      { user: 'u2', events: 1 },
    ]);
    // Delivered again: nothing moves.
    await land.profiles(profile('u1', { accountIds: ['a1'] }));
    await land.behaviors(behavior({ idType: 'account', id: 'a1' }));
    expect(await counted()).toEqual([
      { user: 'u1', events: 3 },
      { user: 'u2', events: 1 },
    ]);
  });

  it('rejects a profile that claims the account of somebody else, and lands the others', async () => {
    await land.profiles(profile('u1', { accountIds: ['a1'] }));
    const thief = profile('u2', { accountIds: ['a1'], attributes: { city: 'Oslo' } });
    const rejected = await land.profiles(thief, profile('u3'));
    expect(rejected.map(({ event, error }) => [event, error.code])).toEqual([
      [thief, 'row.identity-conflict'],
    ]);
    expect(
      await rows('SELECT entity_id FROM users FINAL WHERE organisation = {organisation:UUID} ORDER BY uid'),
    ).toEqual([{ entity_id: 'u1' }, { entity_id: 'u3' }]);
    expect(
      await rows('SELECT attribute FROM user_attributes WHERE organisation = {organisation:UUID}'),
    ).toEqual([]);
  });

  it('keeps attributes that a profile does not name, and the newer value of those it does', async () => {
    await land.profiles(
      profile('u1', { attributes: { city: 'Oslo', age: 7 } }, new Date('2026-01-02T00:00:00Z')),
      profile('u1', { attributes: { city: 'Bergen' } }, new Date('2026-01-02T00:00:00Z')),
    );
    await land.profiles(profile('u1', { attributes: { city: 'Paris' } }, new Date('2026-01-01T00:00:00Z')));
    expect(
      await rows(
        `SELECT attribute, text, number FROM user_attributes FINAL WHERE organisation = {organisation:UUID} ORDER BY attribute`,
      ),
    ).toEqual([
      { attribute: 'age', text: null, number: 7 },
      { attribute: 'city', text: 'Bergen', number: null },
    ]);
  });

  it('lands tag values by date', async () => {
    await land.tags(
      tag('u1', 'gold', '2022-01-01'),
      tag('u1', null, '2022-02-01'),
      tag('u2', 12.5, '2022-01-01'),
    );
    expect(
      await rows(
        `SELECT uid, toString(date) AS date, text, number, removed FROM tag_values FINAL
         WHERE organisation = {organisation:UUID} ORDER BY uid, date`,
      ),
    ).toEqual([
      { uid: 1, date: '2022-01-01', text: 'gold', number: null, removed: 0 },
      { uid: 1, date: '2022-02-01', text: null, number: null, removed: 1 },
      { uid: 2, date: '2022-01-01', text: null, number: 12.5, removed: 0 },
    ]);
  });

  it('tells of values that are of another type than the catalogue declares', async () => {
    await importer.module.get(CatalogueConsumer).handle(
      createEvent(topics.catalogue, {
        ...about(organisationId),
        type: 'audience.catalogue.declared.v1',
        data: {
          organisationId,
          properties: [],
          declared: {
            attributes: { age: 'number' },
            tags: { vip: 'category' },
            properties: { shop: { view: { price: 'number' } } },
          },
        },
      }),
    );
    const told = () =>
      importer.publisher.events
        .filter(({ type, data }) => {
          const { organisationId: whose } = data as { organisationId: string };
          return type === 'audience.values.mistyped.v1' && whose === organisationId;
        })
        .map(({ id, data }) => ({ id, ...(data as { values: object[] }) }));
    const events = [
      behavior({ id: 'u1' }, { properties: { price: '1,50' } }),
      behavior({ id: 'u1' }, { properties: { price: '1.50', other: true } }),
      behavior({ id: 'u1' }, { properties: { price: false } }),
    ];
    await land.behaviors(...events);
    const price = { kind: 'property', app: 'shop', event: 'view', name: 'price', declared: 'number' };
    expect(told().map(({ values }) => values)).toEqual([
      [{ ...price, count: 2, examples: ['1,50', 'false'] }],
    ]);
    // Delivered again it is the same event, which its hearer counts once.
    await land.behaviors(...events);
    expect(new Set(told().map(({ id }) => id)).size).toBe(1);

    const tooLarge = profile('u1', { attributes: { age: '1234567890123456789' } });
    const rejected = await land.profiles(tooLarge, profile('u2', { attributes: { age: 'old' } }));
    expect(rejected.map(({ event, error }) => [event, error.code])).toEqual([
      [tooLarge, 'row.number-out-of-range'],
    ]);
    await land.tags(tag('u2', 12, '2022-01-01'));
    expect(told().slice(-2)).toMatchObject([
      { values: [{ kind: 'attribute', name: 'age', count: 1, examples: ['old'] }] },
      { values: [{ kind: 'tag', name: 'vip', declared: 'category', count: 1, examples: ['12'] }] },
    ]);
  });

  it('lets no clock of a sender that is ahead shut out what comes after', async () => {
    const ahead = new Date('2099-01-01T00:00:00Z');
    const early = profile('u1', { attributes: { city: 'Oslo' } }, ahead);
    const earlyTag = tag('u1', 'gold', '2022-01-01', ahead);
    const rejected = [...(await land.profiles(early)), ...(await land.tags(earlyTag))];
    expect(rejected.map(({ event, error }) => [event, error.code])).toEqual([
      [early, 'row.time-in-future'],
      [earlyTag, 'row.time-in-future'],
    ]);
    await land.profiles(profile('u1', { attributes: { city: 'Bergen' } }));
    await land.tags(tag('u1', 'silver', '2022-01-01'));
    expect(
      await rows(
        `SELECT text FROM (
           SELECT text FROM user_attributes FINAL WHERE organisation = {organisation:UUID}
           UNION ALL SELECT text FROM tag_values FINAL WHERE organisation = {organisation:UUID}
         ) ORDER BY text`,
      ),
    ).toEqual([{ text: 'Bergen' }, { text: 'silver' }]);
  });

  it('rejects what can never be landed, each with its reason', async () => {
    const known = organisationId;
    organisationId = randomUUID();
    const stranger = behavior({ id: 'u1' });
    organisationId = known;
    const wrongTime = behavior({ id: 'u1' }, { time: 'some time ago' });
    const wrongId = behavior({ id: 'a\0b' });
    const rejected = await land.behaviors(stranger, wrongTime, behavior({ id: 'u1' }), wrongId);
    expect(rejected.map(({ event, error }) => [event, error.code])).toEqual([
      [stranger, 'organisation.unknown'],
      [wrongTime, 'row.time-invalid'],
      [wrongId, 'row.id-invalid'],
    ]);
    expect(rejected.map(({ error }) => error.errors.map(({ pointer }) => pointer))).toEqual([
      ['/organisationId'],
      ['/time'],
      [],
    ]);
    expect(
      await rows('SELECT count() AS events FROM events WHERE organisation = {organisation:UUID}'),
    ).toEqual([{ events: 1 }]);
  });
});
