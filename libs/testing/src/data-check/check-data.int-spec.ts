import { randomUUID } from 'node:crypto';
import type { ClickHouse } from '@muster/platform';
import { describeWith } from '../describe-with';
import { dataTablesForTest } from '../resources/data-tables-for-test';
import { checkData } from './check-data';

describeWith(['clickhouse'], 'the check of the data', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let clickhouse: ClickHouse;
  let organisation: string;

  beforeAll(async () => {
    tables = await dataTablesForTest();
    ({ clickhouse } = tables);
  });
  afterAll(() => tables.dispose());
  beforeEach(async () => {
    organisation = randomUUID();
    await landEverything();
  });

  const own = { app: 'shop', event: 'view', day: '2026-03-01' };
  const event = (uid: number, price?: string) => ({
    ...{ organisation, uid, event_id: randomUUID(), time: '2026-03-01 10:00:00', ...own },
    numbers: price === undefined ? {} : { price },
  });

  /** Two known users with events, of which rollups were made, an attribute, a tag and a snapshot: all as it should be. */
  async function landEverything(): Promise<void> {
    const uids = [1, 1_048_577];
    await clickhouse.insert('events', [event(1, '2.5'), event(1), event(1_048_577, '1')]);
    await clickhouse.insert(
      'identities',
      uids.map((uid) => ({ organisation, id_type: 'entity', id: `u${String(uid)}`, uid, version: 1 })),
    );
    await clickhouse.insert('user_attributes', [
      { organisation, attribute: 'city', uid: 1, text: 'Oslo', version: 1 },
    ]);
    await clickhouse.insert(
      'users',
      uids.map((uid) => ({ organisation, uid, entity_id: `u${String(uid)}`, version: 1 })),
    );
    await clickhouse.insert('tag_values', [
      { organisation, tag: 'vip', uid: 1, date: own.day, text: 'gold', version: 1 },
    ]);
    const scopes = [
      ['event', 'view'],
      ['tag', 'vip'],
      ['attribute', 'city'],
      ['users', ''],
    ];
    await clickhouse.insert(
      'data_generations',
      scopes.map(([kind, name]) => ({ organisation, kind, name, landings: 1 })),
    );
    await rollUp('', ['1', '2', '0'], ['1048577', '1', '0']);
    await rollUp('price', ['1', '1', '2.5'], ['1048577', '1', '1']);
    await addSnapshot(randomUUID(), 0, [1]);
  }

  type RolledUp = readonly [uid: string, events: string, total: string];
  async function rollUp(property: string, ...rows: RolledUp[]): Promise<void> {
    const build = randomUUID();
    await clickhouse.insert(
      'event_rollups',
      rows.map(([uid, events, total]) => ({
        organisation,
        ...own,
        property,
        build,
        uid,
        seen: uid === '1' ? 2 : 1,
        events,
        total,
      })),
    );
    await clickhouse.insert('event_rollup_builds', [
      { organisation, ...own, property, build, shard: 0, seen: 3 },
    ]);
  }

  async function addSnapshot(snapshot: string, shard: number, uids: readonly number[]): Promise<void> {
    await clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {snapshot:UUID}, {snapshot:UUID}, {shard:UInt16}, {snapshot:UUID},
         bitmapBuild({uids:Array(UInt32)})`,
      { organisation, snapshot, shard, uids },
    );
  }

  const found = async () => {
    const differences = await checkData(clickhouse, { organisations: [organisation] });
    return differences.map(({ check, subject }) => [check, subject]);
  };

  it('finds nothing where nothing differs', async () => {
    expect(await found()).toEqual([]);
  });

  it('looks at every organisation unless told', async () => {
    await clickhouse.insert('event_day_counts', [{ organisation, ...own, shard: 0, events: 1 }]);
    const all = await checkData(clickhouse);
    expect(all).toContainEqual({
      ...{ check: 'event-day-counts', organisation, subject: 'shop/view/2026-03-01, shard 0' },
      found: '3 counted, 2 events',
    });
  });

  const snapshot = randomUUID();
  it.each<[what: string, spoil: () => Promise<unknown>, expected: string[][]]>([
    [
      'an event that is there twice',
      () =>
        clickhouse.command(
          `INSERT INTO events SELECT * FROM events WHERE organisation = {organisation:UUID} AND uid = 1 AND numbers['price'] = 2.5`,
          { organisation },
        ),
      [['events', 'shop/view/2026-03-01']],
    ],
    [
      'a user whom a bitmap has without events',
      () =>
        clickhouse.command(
          `INSERT INTO event_days SELECT {organisation:UUID}, 'shop', 'view', '2026-03-01', 1, bitmapBuild([toUInt32(1048580)])`,
          { organisation },
        ),
      [['event-days', 'shop/view/2026-03-01, shard 1']],
    ],
    [
      'users whom a bitmap has lost',
      () =>
        clickhouse.command(
          `ALTER TABLE event_days DELETE WHERE organisation = {organisation:UUID} AND shard = 1`,
          { organisation },
          { settings: { mutations_sync: 1 } },
        ),
      [['event-days', 'shop/view/2026-03-01, shard 1']],
    ],
    [
      'a bitmap of a day without events',
      () =>
        clickhouse.command(
          `INSERT INTO event_days SELECT {organisation:UUID}, 'shop', 'buy', '2026-04-01', 0, bitmapBuild([toUInt32(1)])`,
          { organisation },
        ),
      [['event-days', 'shop/buy/2026-04-01, shard 0']],
    ],
    [
      'a count that is too small',
      // One less: unsigned numbers wrap around.
      () =>
        clickhouse.insert('event_day_counts', [
          { organisation, ...own, shard: 0, events: '18446744073709551615' },
        ]),
      [['event-day-counts', 'shop/view/2026-03-01, shard 0']],
    ],
    [
      'data whose landing was not counted',
      () =>
        clickhouse.insert('tag_values', [
          { organisation, tag: 'late', uid: 1, date: own.day, text: 'x', version: 1 },
        ]),
      [['data-generations', 'tag late']],
    ],
    [
      'a landing that has not ended',
      () => clickhouse.insert('landing_scopes', [{ organisation, landing: snapshot, ...own, open: 1 }]),
      [['landing-scopes', `landing ${snapshot}`]],
    ],
    [
      'a tag value that no name leads to',
      () =>
        clickhouse.insert('tag_values', [
          { organisation, tag: 'vip', uid: 9, date: own.day, text: 'x', version: 7 },
        ]),
      [['unnamed-tag-values', 'uid 9']],
    ],
    [
      'an attribute of nobody',
      () =>
        clickhouse.insert('user_attributes', [
          { organisation, attribute: 'city', uid: 9, text: 'x', version: 1 },
        ]),
      [['attributes-of-known-users', 'uid 9']],
    ],
    [
      'a user with a name that is not theirs',
      () => clickhouse.insert('users', [{ organisation, uid: 1, entity_id: 'u1048577', version: 2 }]),
      [['names-of-known-users', 'uid 1']],
    ],
    [
      'a shard of a snapshot that is there twice',
      async () => {
        await addSnapshot(snapshot, 0, [1]);
        await addSnapshot(snapshot, 0, [1]);
      },
      [['snapshots', `snapshot ${snapshot} of audience ${snapshot}, shard 0`]],
    ],
    [
      'members in the wrong shard',
      () => addSnapshot(snapshot, 1, [1]),
      [['snapshot-shards', `snapshot ${snapshot} of audience ${snapshot}, shard 1`]],
    ],
  ])('finds %s', async (_what, spoil, expected) => {
    await spoil();
    expect(await found()).toEqual(expect.arrayContaining(expected));
  });

  it.each<[what: string, property: string, rows: RolledUp[]]>([
    [
      'has other users',
      '',
      [
        ['1', '2', '0'],
        ['2', '1', '0'],
      ],
    ],
    [
      'has another total',
      'price',
      [
        ['1', '1', '2'],
        ['1048577', '1', '1'],
      ],
    ],
    ['has lost its rows', '', []],
  ])('finds a rollup that is read and %s', async (_what, property, rows) => {
    await rollUp(property, ...rows);
    expect(await found()).toEqual([
      ['event-rollups', expect.stringContaining(`shop/view/${property}/2026-03-01, span 0`)],
    ]);
  });

  it('takes no notice of a rollup that is not read, because events have come since', async () => {
    await rollUp('', ['1', '2', '0'], ['2', '1', '0']);
    await clickhouse.insert('events', [event(1)]);
    expect(await found()).toEqual([]);
  });
});
