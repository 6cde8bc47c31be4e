import type { ClickHouse } from '@muster/platform';
import { audiences, organisation } from './bench-organisation';
import { inAudience } from './muster-tables';
import { attributeValues, tagValues, type ProfileValue } from './profile-values';
import { quoted, randomChoice, userIdOf } from './random-sql';

const ID = `toUUID('${organisation.id}')`;

/** Properties of events that have a column of their own where hot properties are materialized. */
export const materializedProperties = {
  category: 'String',
  amount: 'Decimal(24, 6)',
} as const;

/** Share of the users who have an older message about themselves, too. */
const TOLD_BEFORE = 0.1;

/**
 * The tables that Muster is compared with: one of messages by UUID, in the order in which they came, each with its JSON text. What
 * users are is in messages of type `identify`, of which the newest counts; what they do is in those of type `track`. The
 * columns of hot properties stand beside the text; plans that read the text leave them alone.
 */
export async function fillJsonTables(clickhouse: ClickHouse): Promise<void> {
  const identified = messagesOfUsers('toIntervalDay(1 + uid % 400)', '1');
  const before = messagesOfUsers('toIntervalDay(401 + uid % 300)', randomChoice('uid', 85, TOLD_BEFORE));
  for (const statement of [messagesTable(), identified, before, messagesOfEvents(), ...members()]) {
    await clickhouse.command(statement);
  }
}

function messagesTable(): string {
  const traits = [...tagValues, ...attributeValues].map(
    (value) =>
      `${value.column} ${plainType(value)} MATERIALIZED if(type = 'identify', ${extracted(value)}, defaultValueOfTypeName(${quoted(plainType(value))}))`,
  );
  const properties = Object.entries(materializedProperties).map(
    ([name, type]) =>
      `property_${name} ${type} MATERIALIZED if(type = 'track', JSONExtract(properties, '${name}', '${type}'), defaultValueOfTypeName('${type}'))`,
  );
  return `CREATE TABLE messages_json (organisation UUID, user_id UUID, type LowCardinality(String), app LowCardinality(String),
      event LowCardinality(String), time DateTime64(6, 'UTC'), message_id UUID, properties String,
      ${[...traits, ...properties].join(',\n      ')})
     ENGINE = MergeTree ORDER BY (organisation, time, user_id)`;
}

function messagesOfUsers(age: string, chosen: string): string {
  const type = `Tuple(email String, first_name String, ${typesOf(attributeValues)}, tags Tuple(${typesOf(tagValues)}))`;
  return `INSERT INTO messages_json
     SELECT ${ID}, user_id, 'identify', '', '', toDateTime64('${organisation.asOf}', 6, 'UTC') - ${age}, generateUUIDv4(),
       toJSONString(CAST((concat('user', toString(uid), '@example.org'), concat('First', toString(uid % 5000)),
         ${listOf(attributeValues)}, (${listOf(tagValues)})), ${quoted(type)}))
     FROM raw_users WHERE ${chosen}`;
}

function messagesOfEvents(): string {
  return `INSERT INTO messages_json
     SELECT ${ID}, ${userIdOf('uid')}, 'track', app, event, time, generateUUIDv4(), toJSONString(CAST(
       (category, channel, amount, quantity, concat('/', category, '/', toString(number % 1000)), 'Mozilla/5.0 (X11)'),
       'Tuple(category String, channel String, amount Decimal(24, 6), quantity UInt8, page String, agent String)'))
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

/** SQL: a tag or an attribute, out of the JSON text of a message about its user. */
export function extracted(value: ProfileValue): string {
  const path = value.column.startsWith('tag_') ? `'tags', '${value.name}'` : `'${value.name}'`;
  if (value.type === 'time') {
    return `parseDateTime64BestEffortOrZero(JSONExtractString(properties, ${path}), 6, 'UTC')`;
  }
  return `JSONExtract(properties, ${path}, '${plainType(value)}')`;
}

function plainType({ columnType }: ProfileValue): string {
  return columnType.startsWith('LowCardinality') ? 'String' : columnType;
}

function listOf(values: readonly ProfileValue[]): string {
  return values.map(({ column }) => column).join(', ');
}

function typesOf(values: readonly ProfileValue[]): string {
  return values.map((value) => `${value.name} ${plainType(value)}`).join(', ');
}
