import { calculatorClickHouseMigrations } from '@muster/calculator';
import { SHARD_BITS } from '@muster/contracts';
import { declarePropertyColumns, importerClickHouseMigrations } from '@muster/importer';
import { migrateClickHouse, type ClickHouse } from '@muster/platform';
import { audiences, catalogue, organisation } from './bench-organisation';
import { attributeValues, tagValues, type ProfileValue } from './profile-values';
import { quoted, randomChoice, randomInteger } from './random-sql';

const id = `toUUID(${quoted(organisation.id)})`;

/**
 * Share of the rows that have landed since the engine last merged: profiles and tags again, events for the first time. Tables at
 * work always have such a part beside the merged ones, and `FINAL` has to merge it in; without one a benchmark would
 * measure tables that nobody writes to.
 */
const LANDED_LATELY = 0.005;
const lately = randomChoice('uid', 90, LANDED_LATELY);

/** Makes Muster's own tables by the migrations of their owners and fills them from the raw ones. */
export async function fillMusterTables(clickhouse: ClickHouse): Promise<void> {
  await migrateClickHouse(clickhouse, 'importer', importerClickHouseMigrations);
  await migrateClickHouse(clickhouse, 'calculator', calculatorClickHouseMigrations);
  await declarePropertyColumns(clickhouse, catalogue);
  const tables = ['users', 'user_attributes', 'tag_values', 'events', 'event_days', 'snapshots'];
  for (const statement of [...landings(1, '1'), landEvents(`NOT (${lately})`)])
    await clickhouse.command(statement);
  for (const statement of [...earlierTagValues(), ...snapshots()]) await clickhouse.command(statement);
  for (const table of tables) await clickhouse.command(`OPTIMIZE TABLE ${table} FINAL`);
  for (const table of tables) await clickhouse.command(`SYSTEM STOP MERGES ${table}`);
  for (const statement of [...landings(2, lately), landEvents(lately)]) await clickhouse.command(statement);
  await clickhouse.command(countLandings());
}

/** As importers count what they have landed. */
function countLandings(): string {
  const names = (values: readonly ProfileValue[]) => values.map(({ name }) => quoted(name)).join(', ');
  return `INSERT INTO data_generations (organisation, kind, name, landings, landed_at)
     SELECT ${id}, kind, name, 2, now64(3) FROM
     (
       SELECT 'users' AS kind, '' AS name
       UNION ALL SELECT 'attribute', arrayJoin([${names(attributeValues)}])
       UNION ALL SELECT 'tag', arrayJoin([${names(tagValues)}])
       UNION ALL SELECT DISTINCT 'event', event FROM events
     )`;
}

function landings(version: number, chosen: string): string[] {
  return [
    `INSERT INTO users (organisation, uid, entity_id, version)
     SELECT ${id}, uid, toString(user_id), ${version} FROM raw_users WHERE ${chosen}`,
    ...attributeValues.map(
      (value) =>
        `INSERT INTO user_attributes (organisation, attribute, uid, ${typedColumn(value)}, version)
         SELECT ${id}, '${value.name}', uid, ${value.column}, ${version} FROM raw_users WHERE ${value.present} AND ${chosen}`,
    ),
    ...tagValues.map(
      (value) =>
        `INSERT INTO tag_values (organisation, tag, uid, date, ${typedColumn(value)}, removed, version)
         SELECT ${id}, '${value.name}', uid, ${dateOfTag(value)}, ${value.column}, 0, ${version}
         FROM raw_users WHERE ${value.present} AND ${chosen}`,
    ),
  ];
}

function landEvents(chosen: string): string {
  return `INSERT INTO events (organisation, app, event, day, uid, time, event_id, strings, numbers)
     SELECT ${id}, app, event, day, uid, time, ${eventId()},
       map('category', category, 'channel', channel), map('amount', amount, 'quantity', quantity)
     FROM raw_events WHERE ${chosen}`;
}

/** Every fifth user had another value of the first tag before. */
function earlierTagValues(): string[] {
  return tagValues.slice(0, 1).map(
    (value) =>
      `INSERT INTO tag_values (organisation, tag, uid, date, text, removed, version)
         SELECT ${id}, '${value.name}', uid, toDate('2025-01-15'), 'silver', 0, 1 FROM raw_users WHERE uid % 5 = 0 AND ${value.present}`,
  );
}

function snapshots(): string[] {
  return Object.values(audiences).map(
    (audience, index) =>
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT ${id}, '${audience.id}', '${audience.snapshot}', toUInt16(bitShiftRight(uid, ${SHARD_BITS})) AS shard, '${audience.snapshot}', groupBitmapState(uid)
       FROM raw_users WHERE ${inAudience(index)} GROUP BY shard`,
  );
}

/** SQL: whether a user of the raw table is a member of the audience at the index. */
export function inAudience(index: number): string {
  const share = Object.values(audiences)[index]?.share ?? 0;
  return randomChoice('uid', 80 + index, share);
}

function typedColumn({ type }: ProfileValue): string {
  return type === 'string' ? 'text' : type;
}

function dateOfTag({ name }: ProfileValue): string {
  return `toDate('2025-02-01') + ${randomInteger(`uid, '${name}'`, 81, 365)}`;
}

/** Of the number of the event. */
function eventId(): string {
  return 'reinterpretAsUUID(concat(reinterpretAsFixedString(sipHash64(number)), reinterpretAsFixedString(number)))';
}
