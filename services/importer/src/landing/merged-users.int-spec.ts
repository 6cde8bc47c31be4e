import { randomUUID } from 'node:crypto';
import { describeWith, readingAtMost } from '@muster/testing';
import { toBehaviorRow } from '../domain/behavior-row';
import { toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import { ZoneClock } from '../domain/zone-clock';
import { type ImporterEngines, importerEngines } from '../importer-fixture-spec';
import { BatchLanding } from './batch-landing';

const OTHERS_EVENTS = 300_000;

describeWith(['postgres', 'clickhouse', 'object-store'], 'users that turn out to be one', () => {
  const values = new ValueReader(typeJsonValue, new ZoneClock('UTC'));
  let engines: ImporterEngines;

  beforeAll(async () => {
    engines = await importerEngines();
  });
  afterAll(() => engines.dispose());

  const landable = <Row>(checked: Checked<Row>) => {
    if (!checked.ok) throw new Error(checked.problem.code);
    return { row: checked.row, version: 1 };
  };
  const behavior = (id: string, day: number) =>
    landable(
      toBehaviorRow(
        {
          user: { idType: 'account', id },
          app: 'shop',
          event: 'view',
          time: new Date(Date.UTC(2022, 0, day)).toISOString(),
        },
        randomUUID(),
        values,
      ),
    );
  const profile = (entityId: string, accountIds: string[] = []) =>
    landable(toProfileRow({ entityId, accountIds }, values));

  it('cost what was landed under the uid that ends, and not all events of the organisation', async () => {
    const organisation = randomUUID();
    const landing = (await engines.importer()).module.get(BatchLanding);
    await landing.profiles(organisation, [profile('u1')]);
    await landing.behaviors(organisation, [behavior('a1', 5), behavior('a1', 200)]);
    // A thousand users on each of 300 days: no granule of 8,192 rows can be left out for its uids.
    await engines.clickhouse.command(
      `INSERT INTO events (organisation, app, event, day, uid, time, event_id)
       SELECT {organisation:UUID}, 'shop', 'view', toDate('2022-01-01') + intDiv(number, 1000) AS day,
         10 + number % 1000, toDateTime64(day, 6, 'UTC'), generateUUIDv4()
       FROM numbers(${OTHERS_EVENTS})`,
      { organisation },
      { settings: { max_partitions_per_insert_block: 0 } },
    );
    // A dozen granules are read, some 100,000 rows; a single scan would be all of them.
    const frugal = await engines.importer(readingAtMost(engines.clickhouse, 0.8 * OTHERS_EVENTS));
    await frugal.module.get(BatchLanding).profiles(organisation, [profile('u1', ['a1'])]);
    expect(
      await engines.clickhouse.query(
        `SELECT uid, toString(day) AS day FROM events
         WHERE organisation = {organisation:UUID} AND uid < 10 ORDER BY uid, day`,
        { organisation },
      ),
    ).toEqual([
      { uid: 1, day: '2022-01-05' },
      { uid: 1, day: '2022-07-19' },
      { uid: 2, day: '2022-01-05' },
      { uid: 2, day: '2022-07-19' },
    ]);
  });
});
