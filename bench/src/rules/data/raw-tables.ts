import type { ClickHouse } from '@muster/platform';
import { organisation } from './bench-organisation';
import type { DataSize } from './data-size';
import { attributeValues, tagValues } from './profile-values';
import { randomInteger, randomShare, randomText, userIdOf } from './random-sql';

const categories = ['books', 'music', 'games', 'garden', 'toys', 'food', 'shoes', 'tools', 'film', 'sport'];

/** Events of every hundred, as `app/event`: most of what people do is in no rule. */
const eventMix: Readonly<Record<string, number>> = {
  'app/open': 28,
  'app/scroll': 22,
  'shop/view_item': 20,
  'shop/search': 12,
  'shop/add_to_cart': 9,
  'shop/purchase': 6,
  'shop/wish': 2,
  'shop/refund': 1,
};

/**
 * Fills the raw tables: one typed column a value, nothing else. Muster's tables and those it is compared with are copies of
 * them, and reading the columns that a rule needs from here is the bound that no plan is expected to beat by much.
 */
export async function fillRawTables(clickhouse: ClickHouse, size: DataSize): Promise<void> {
  const values = [...tagValues, ...attributeValues];
  await clickhouse.command(
    `CREATE TABLE raw_users
     (uid UInt32, user_id UUID, ${values.map(({ column, columnType }) => `${column} ${columnType}`).join(', ')})
     ENGINE = MergeTree ORDER BY uid`,
  );
  await clickhouse.command(
    `INSERT INTO raw_users
     SELECT toUInt32(number) AS uid, ${userIdOf('uid')}, ${values.map(({ value }) => value).join(', ')}
     FROM numbers(1, ${size.users})`,
  );
  await clickhouse.command(
    `CREATE TABLE raw_events
     (app LowCardinality(String), event LowCardinality(String), day Date, uid UInt32, time DateTime64(6, 'UTC'), number UInt64,
      category LowCardinality(String), channel LowCardinality(String), amount Decimal(24, 6), quantity Decimal(24, 6))
     ENGINE = MergeTree ORDER BY (app, event, day, uid)`,
  );
  await clickhouse.command(
    `INSERT INTO raw_events
     SELECT splitByChar('/', name)[1], splitByChar('/', name)[2], toDate(time), ${uidOf(size)}, ${timeOf()} AS time, number,
       ${randomText('number', 23, categories)}, ${randomText('number', 24, ['web', 'web', 'ios', 'android'])},
       toDecimal64(100 + ${randomInteger('number', 25, 20_000)}, 6) / 100, toDecimal64(1 + ${randomInteger('number', 26, 4)}, 6)
     FROM (SELECT number, ${randomText('number', 20, namesByShare())} AS name FROM numbers(${size.events}))`,
  );
}

/** Few users do much: half of the events are of a third of the users. */
function uidOf({ users }: DataSize): string {
  return `toUInt32(1 + floor(${users} * pow(${randomShare('number', 21)}, 1.6)))`;
}

/** Spread evenly over the days before the as-of instant, some of them on the day itself. */
function timeOf(): string {
  const seconds = organisation.daysOfEvents * 86_400;
  return `toDateTime64('${organisation.asOf}', 6, 'UTC') - toIntervalSecond(${randomInteger('number', 22, seconds)})`;
}

function namesByShare(): string[] {
  return Object.entries(eventMix).flatMap(([name, share]) => Array<string>(share).fill(name));
}
