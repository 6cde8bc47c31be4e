import { type Catalogue, USERS_PER_SPAN } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';

/** The instant of the crowd's audiences; its events fill the 30 days before. */
export const CROWD_AS_OF = '2025-03-31T12:00:00Z';

export const crowdCatalogue: Catalogue = {
  applications: { shop: { events: { purchase: { properties: {} } } } },
  attributes: { age: 'number' },
  tags: {},
};

export interface CrowdSize {
  readonly users: number;
  /** Spans that the users are spread over evenly. */
  readonly spans: number;
  readonly eventsPerUser: number;
}

/**
 * Writes users, ages and purchases of an organisation into the tables of the importer: seconds for millions, where files would take
 * minutes, and uids can be spread over spans that are otherwise reached with four million users each. The same size gives the same data.
 */
export async function fillWithCrowd(
  clickhouse: ClickHouse,
  organisation: string,
  { users, spans, eventsPerUser }: CrowdSize,
): Promise<void> {
  const parameters = { organisation, users, spans, perUser: eventsPerUser };
  const uid = (number: string) =>
    `toUInt32((${number} % {spans:UInt32}) * ${USERS_PER_SPAN} + intDiv(${number}, {spans:UInt32}) + 1)`;
  const statements = [
    `INSERT INTO users (organisation, uid, entity_id, version)
     SELECT {organisation:UUID}, ${uid('number')}, concat('u', toString(number)), 1 FROM numbers({users:UInt64})`,
    `INSERT INTO user_attributes (organisation, attribute, uid, number, version)
     SELECT {organisation:UUID}, 'age', ${uid('number')}, 18 + cityHash64(number) % 60, 1 FROM numbers({users:UInt64})`,
    `INSERT INTO events (organisation, app, event, day, uid, time, event_id)
     SELECT {organisation:UUID}, 'shop', 'purchase', toDate(at), ${uid('intDiv(number, {perUser:UInt32})')}, at,
       reinterpretAsUUID(concat(reinterpretAsFixedString(sipHash64(number)), reinterpretAsFixedString(number)))
     FROM
     (
       SELECT number, toDateTime64('2025-03-01 00:00:00', 6, 'UTC') + toIntervalSecond(cityHash64(number, 1) % (30 * 86400)) AS at
       FROM numbers({users:UInt64} * {perUser:UInt64})
     )`,
  ];
  for (const statement of statements) await clickhouse.command(statement, parameters);
}
