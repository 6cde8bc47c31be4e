import { randomUUID } from 'node:crypto';
import { executeMigrationStatement, findDataDifferences } from '@muster/platform';
import { describeWith } from '@muster/testing';
import { landingScopesMigration } from '../clickhouse/migrations/2026-11-29-landing-scopes';
import { landedDataChecks } from '../data-checks/landed-data-checks';
import { toBehaviorRow } from '../domain/behavior-row';
import { toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { toTagRow } from '../domain/tag-row';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import { ZoneClock } from '../domain/zone-clock';
import { FailingClickHouse, type Fault } from '../failing-clickhouse-fixture-spec';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { WatchedClickHouse } from '../watched-clickhouse-fixture-spec';
import { BatchLanding } from './batch-landing';
import { MendInterruptedLandings } from './mend-interrupted-landings';

/** An INSERT writes a part for each of its blocks. */
const blocksOfFour = {
  ...{
    max_block_size: 4,
    max_insert_block_size: 4,
    min_insert_block_size_rows: 4,
    min_insert_block_size_bytes: 1,
  },
  ...{ use_strict_insert_block_limits: 1, max_threads: 1, max_insert_threads: 1 },
};

type Importer = Awaited<ReturnType<ImporterEngines['importer']>>;

describeWith(['postgres', 'clickhouse', 'object-store'], 'a landing that is interrupted', () => {
  const values = new ValueReader(typeJsonValue, new ZoneClock('UTC'));
  let engines: ImporterEngines;
  let importer: Importer;
  let failing: FailingClickHouse;
  let broken: Importer;
  let organisation: string;

  beforeAll(async () => {
    engines = await importerEngines();
    importer = await engines.importer();
    failing = new FailingClickHouse(engines.clickhouse);
    broken = await engines.importer(failing);
  });
  afterAll(() => engines.dispose());
  beforeEach(() => {
    organisation = randomUUID();
  });

  const landable = <Row>(checked: Checked<Row>) => {
    if (!checked.ok) throw new Error(checked.problem.code);
    return { row: checked.row, version: 1 };
  };
  const behaviors = Array.from({ length: 30 }, (_, n) =>
    landable(
      toBehaviorRow(
        {
          user: { idType: n % 2 === 0 ? 'account' : 'entity', id: `a${String(n % 20)}` },
          ...{
            app: 'shop',
            event: n % 3 === 0 ? 'buy' : 'view',
            time: `2022-03-${String(1 + n).padStart(2, '0')}T12:00:00Z`,
          },
        },
        randomUUID(),
        values,
      ),
    ),
  );
  const profiles = ['a1', 'a2', 'a3'].map((entityId) =>
    // The second account was reserved by events: what landed under it is copied.
    landable(
      toProfileRow(
        { entityId, accountIds: [`a${String(2 * Number(entityId[1]))}`], attributes: { city: 'Oslo' } },
        values,
      ),
    ),
  );
  const tags = ['a1', 'a2'].map((id) =>
    landable(
      toTagRow({ user: { idType: 'account', id }, tag: 'vip', value: 'gold', date: '2022-03-01' }, values),
    ),
  );
  const csv = (lines: readonly string[]) => lines.join('\n');
  const file = (kind: 'users' | 'behaviors' | 'tags', text: string) =>
    engines.request({ organisationId: organisation, kind }, text);
  /** What differs; users, copies and the count of a landing that has not been repeated yet are waiting for that. */
  const differences = async (whenUnfinished = false) => {
    const found = await findDataDifferences(engines.clickhouse, [landedDataChecks], {
      organisations: [organisation],
    });
    const waiting = ['attributes-of-known-users', 'data-generations', 'unnamed-events'];
    return found.filter(({ check }) => !(whenUnfinished && waiting.includes(check)));
  };
  const counted = async () => {
    const [row] = await engines.clickhouse.query<Record<string, number>>(
      `SELECT
         (SELECT count() FROM events WHERE organisation = {organisation:UUID}) AS events,
         (SELECT sum(events) FROM event_day_counts WHERE organisation = {organisation:UUID}) AS counted,
         (SELECT bitmapCardinality(groupBitmapMergeState(users)) FROM event_days WHERE organisation = {organisation:UUID}) AS users`,
      { organisation },
    );
    return row;
  };
  const mend = () => importer.module.get(MendInterruptedLandings).work();

  type Landing = (by: Importer) => Promise<unknown>;
  const landings: Record<string, () => Promise<Landing>> = {
    'behaviours of a topic': () =>
      Promise.resolve((by: Importer) => by.module.get(BatchLanding).behaviors(organisation, behaviors)),
    'profiles of a topic, with a merge': async () => {
      await importer.module.get(BatchLanding).behaviors(organisation, behaviors);
      await importer.module.get(BatchLanding).profiles(
        organisation,
        [profiles[0]!].map(({ row, version }) => ({
          version,
          row: { ...row, profile: { ...row.profile, accountIds: [] } },
        })),
      );
      return (by) => by.module.get(BatchLanding).profiles(organisation, profiles);
    },
    'tags of a topic': () =>
      Promise.resolve((by: Importer) => by.module.get(BatchLanding).tags(organisation, tags)),
    'a file of behaviours': async () => {
      const request = await file(
        'behaviors',
        csv([
          'account_id,app,event,time',
          ...behaviors.map(({ row }) => `${row.id},${row.app},${row.event},${row.day}T12:00:00Z`),
        ]),
      );
      return (by) => by.importFile.execute(request);
    },
    'a file of users': async () => {
      const request = await file('users', csv(['entity_id,account_id,city', 'a1,b1,Oslo', 'a2,b2,Bergen']));
      return (by) => by.importFile.execute(request);
    },
    'a file of tags': async () => {
      const request = await file(
        'tags',
        csv(['entity_id,tag,value,date', 'a1,vip,gold,2022-03-01', 'a2,vip,,2022-03-01']),
      );
      return (by) => by.importFile.execute(request);
    },
  };

  // First, while the tables have few organisations: these open all of them.
  it('is mended where a bitmap has users without events, or a count is too large', async () => {
    const { clickhouse } = engines;
    await importer.module.get(BatchLanding).behaviors(organisation, behaviors);
    const key = `organisation, app, event, day, shard`;
    await clickhouse.command(
      `INSERT INTO event_days SELECT ${key}, bitmapBuild([toUInt32(77)])
       FROM event_days WHERE organisation = {organisation:UUID} AND event = 'buy'`,
      { organisation },
    );
    await clickhouse.command(
      `INSERT INTO event_day_counts SELECT ${key}, 5 FROM event_day_counts WHERE organisation = {organisation:UUID}`,
      { organisation },
    );
    const found = await differences();
    expect(new Set(found.map(({ check }) => check))).toEqual(new Set(['event-days', 'event-day-counts']));
    await openEverything();
    await mend();
    expect(await differences()).toEqual([]);
    expect(await counted()).toEqual({ events: 30, counted: 30, users: 20 });
  });

  it('of an earlier version is mended once, for organisations that land nothing more, too', async () => {
    const { clickhouse } = engines;
    await importer.module.get(BatchLanding).behaviors(organisation, behaviors);
    const before = await generationOf('view');
    for (const table of ['event_days', 'event_day_counts']) {
      await clickhouse.command(
        `ALTER TABLE ${table} DELETE WHERE organisation = {organisation:UUID} AND day < '2022-03-10'`,
        { organisation },
        { settings: { mutations_sync: 1 } },
      );
    }
    expect((await differences()).length).toBeGreaterThan(0);
    // A migration that is interrupted runs again.
    for (let time = 0; time < 2; time++) await openEverything();
    const replicas = [importer, await engines.importer()];
    await Promise.all(replicas.map(({ module }) => module.get(MendInterruptedLandings).work()));
    await mend();
    expect(await differences()).toEqual([]);
    expect(await counted()).toEqual({ events: 30, counted: 30, users: 20 });
    // What was computed meanwhile is not looked up again.
    expect(await generationOf('view')).toBeGreaterThan(before);
    expect(
      await clickhouse.query('SELECT organisation FROM landing_scopes GROUP BY ALL HAVING sum(open) > 0'),
    ).toEqual([]);
  });

  it.each(['aaa', 'zzz'])('in a view, between the parts of one INSERT, is mended (%s)', async (name) => {
    const { clickhouse } = engines;
    await clickhouse.command('CREATE TABLE IF NOT EXISTS nowhere (n UInt8) ENGINE = Null');
    await clickhouse.command(
      `CREATE MATERIALIZED VIEW ${name} TO nowhere AS SELECT throwIf(time = '2022-03-17 12:00:00', 'too many parts') AS n FROM events`,
    );
    const slow = await engines.importer(
      new WatchedClickHouse(clickhouse, {
        settings: (statement) => (statement.startsWith('INSERT INTO events') ? blocksOfFour : {}),
      }),
    );
    const land = (by: Importer) => by.module.get(BatchLanding).behaviors(organisation, behaviors);
    await expect(land(slow)).rejects.toThrow('too many parts');
    await clickhouse.command(`DROP VIEW ${name}`);
    const left = await counted();
    expect(left?.['counted']).toBeLessThan(left?.['events'] ?? 0);
    expect(left?.['events']).toBeLessThan(30);
    // The fault of old: the retry lands what is missing, and the views never see the rest.
    await land(importer);
    expect(await differences()).toEqual([]);
    expect(await counted()).toEqual({ events: 30, counted: 30, users: 20 });
  });

  /** @returns whether the landing has so many statements. */
  async function isMendedAfter(kind: string, fault: Fault): Promise<boolean> {
    organisation = randomUUID();
    const landing = await landings[kind]!();
    failing.failAt(fault);
    const failed = await landing(broken).then(
      () => false,
      () => true,
    );
    if (failing.statements < fault.statement) {
      expect(failed).toBe(false);
      return false;
    }
    await mend();
    expect([fault, await differences(failed)]).toEqual([fault, []]);
    await landing(importer);
    expect([fault, await differences()]).toEqual([fault, []]);
    return true;
  }

  it.each(Object.keys(landings))(
    'leaves nothing that differs, whichever statement fails: %s',
    async (kind) => {
      let writes = 0;
      // An importer dies, or goes on to tell of the failure: by turns, of every statement that writes both before and after it.
      for (let statement = 1; ; statement++) {
        const forGood = statement % 2 === 0;
        if (!(await isMendedAfter(kind, { statement, done: false, forGood }))) break;
        if (!failing.failedWrite) continue;
        writes += 1;
        await isMendedAfter(kind, { statement, done: true, forGood: !forGood });
      }
      expect(writes).toBeGreaterThan(2);
    },
  );

  async function openEverything(): Promise<void> {
    for (const statement of landingScopesMigration.statements) {
      await executeMigrationStatement(engines.clickhouse, statement);
    }
  }

  async function generationOf(event: string): Promise<number> {
    const [row] = await engines.clickhouse.query<{ landings: number }>(
      `SELECT sum(landings) AS landings FROM data_generations
       WHERE organisation = {organisation:UUID} AND kind = 'event' AND name = {event:String}`,
      { organisation, event },
    );
    return row?.landings ?? 0;
  }
});
