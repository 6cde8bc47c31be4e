import type { ClickHouse } from '@muster/platform';
import { audiences, organisation } from './bench-organisation';
import { inAudience } from './muster-tables';
import { attributeValues, tagValues, type ProfileValue } from './profile-values';
import { quoted, randomChoice, userIdOf } from './random-sql';

const ID = `toUUID('${organisation.id}')`;

/** Properties of events that have a column of their own where hot properties are materialized. */
export const materializedProperties = ['category', 'amount'];

/** Share of the people of whom an older version has not been merged away yet. */
const TOLD_BEFORE = 0.1;

/** Share of the people whose events came under another person's id, before they were known to be the same. */
const MERGED_PEOPLE = 0.01;
const isMerged = randomChoice('uid', 86, MERGED_PEOPLE);

/**
 * The tables that Muster is compared with, as PostHog has them: people by UUID with their properties as JSON text, the newest version
 * of which counts, and events by day and name with theirs, of a person's UUID unless an override names another one. The columns of hot
 * properties stand beside the text, as texts too; plans that read the JSON leave them alone.
 */
export async function fillJsonTables(clickhouse: ClickHouse): Promise<void> {
  const people = [versionOfPeople(1, randomChoice('uid', 85, TOLD_BEFORE)), versionOfPeople(2, '1')];
  for (const statement of [...tables(), ...people, overrides(), events(), ...members()]) {
    await clickhouse.command(statement);
  }
}

function tables(): string[] {
  const materialized = (names: readonly string[]) =>
    names.map((name) => `${materializedColumn(name)} String MATERIALIZED ${asText(name)}`).join(',\n      ');
  return [
    `CREATE TABLE persons_json (organisation UUID, id UUID, created_at DateTime64(3, 'UTC'), properties String, is_deleted UInt8,
      version UInt64, ${materialized([...tagValues, ...attributeValues].map(({ column }) => column))})
     ENGINE = ReplacingMergeTree(version) ORDER BY (organisation, id)`,
    `CREATE TABLE overrides_json (organisation UUID, distinct_id String, person_id UUID, is_deleted UInt8, version UInt64)
     ENGINE = ReplacingMergeTree(version) ORDER BY (organisation, distinct_id)`,
    `CREATE TABLE events_json (organisation UUID, uuid UUID, event String, properties String CODEC(ZSTD(3)),
      timestamp DateTime64(6, 'UTC'), distinct_id String, person_id UUID, ${materialized(materializedProperties)})
     ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
     ORDER BY (organisation, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))`,
  ];
}

/** SQL: the value of a property as text, as JSON has it; of a text, without its quotes. */
function asText(name: string): string {
  return `replaceRegexpAll(JSONExtractRaw(properties, ${quoted(name)}), '^"|"$', '')`;
}

export const materializedColumn = (name: string): string => `mat_${name}`;

function versionOfPeople(version: number, chosen: string): string {
  const values = [...tagValues, ...attributeValues];
  const types = values.map((value) => `${value.column} ${plainType(value)}`).join(', ');
  const columns = values.map(({ column }) => column).join(', ');
  return `INSERT INTO persons_json (organisation, id, created_at, properties, is_deleted, version)
     SELECT ${ID}, user_id, toDateTime64('2024-01-01 00:00:00', 3, 'UTC'),
       toJSONString(CAST((concat('user', toString(uid), '@example.org'), concat('First', toString(uid % 5000)), ${columns}),
         ${quoted(`Tuple(email String, first_name String, ${types})`)})), 0, ${version}
     FROM raw_users WHERE ${chosen}`;
}

function overrides(): string {
  return `INSERT INTO overrides_json SELECT ${ID}, toString(user_id), user_id, 0, 1 FROM raw_users WHERE ${isMerged}`;
}

function events(): string {
  return `INSERT INTO events_json (organisation, uuid, event, properties, timestamp, distinct_id, person_id)
     SELECT ${ID}, generateUUIDv4(), concat(app, '/', event), toJSONString(CAST(
       (category, channel, amount, quantity, concat('/', category, '/', toString(number % 1000)), 'Mozilla/5.0 (X11)'),
       'Tuple(category String, channel String, amount Decimal(24, 6), quantity UInt8, page String, agent String)')),
       time, toString(${userIdOf('uid')}), if(${isMerged}, ${userIdOf('uid + 2000000000')}, ${userIdOf('uid')})
     FROM raw_events`;
}

function members(): string[] {
  return [
    `CREATE TABLE members (organisation UUID, audience UUID, user_id UUID)
     ENGINE = MergeTree ORDER BY (organisation, audience, user_id)`,
    ...Object.values(audiences).map(
      ({ id }, index) =>
        `INSERT INTO members SELECT ${ID}, '${id}', user_id FROM raw_users WHERE ${inAudience(index)}`,
    ),
  ];
}

function plainType({ columnType }: ProfileValue): string {
  return columnType.startsWith('LowCardinality') ? 'String' : columnType;
}
