import { type DataValue, SHARD_BITS, type ValueType } from '@muster/contracts';
import { deterministicId, type ClickHouse } from '@muster/platform';
import type { DataSet, PublishedResult } from '../reference/data-set';
import { localDateAt } from '../reference/local-time';
import { microsOf, typedValue } from '../reference/typed-value';

/** Where a data set is landed; several can share the tables, one organisation each. */
export interface Landing {
  readonly organisationId: string;
  readonly timeZone: string;
}

/** Writes a data set into the tables, as the importer would: every value in every typed form that it has. */
export async function landDataSet(clickhouse: ClickHouse, data: DataSet, landing: Landing): Promise<void> {
  const organisation = landing.organisationId;
  const version = 1;
  await clickhouse.insert(
    'users',
    data.users.map(({ uid }) => ({ organisation, uid, entity_id: `user-${uid}`, version, deleted: 0 })),
  );
  await clickhouse.insert('user_attributes', attributeRows(data, landing));
  await clickhouse.insert('events', eventRows(data, landing));
  await clickhouse.insert(
    'tag_values',
    data.tags.map(({ uid, tag, date, value }) => ({
      organisation,
      tag,
      uid,
      date,
      text: typeof value === 'string' ? value : null,
      number: typedForms(value, landing.timeZone).number ?? null,
      boolean: typeof value === 'boolean' ? value : null,
      removed: value === null ? 1 : 0,
      version,
    })),
  );
  for (const result of data.results) await landResult(clickhouse, result, landing);
}

/** The snapshot that stands for a published result in a landed data set. */
export function snapshotOf(
  { audienceId, at }: Omit<PublishedResult, 'members'>,
  { organisationId }: Landing,
): string {
  return deterministicId('test-snapshot', organisationId, audienceId, at);
}

function attributeRows({ users }: DataSet, { organisationId, timeZone }: Landing): object[] {
  return users.flatMap(({ uid, attributes }) =>
    Object.entries(attributes).map(([attribute, value]) => {
      const { string, number, boolean, time, list } = typedForms(value, timeZone);
      return {
        organisation: organisationId,
        attribute,
        uid,
        text: string ?? null,
        number: number ?? null,
        boolean: boolean ?? null,
        time: time ?? null,
        list: list ?? [],
        is_list: list !== undefined,
        version: 1,
        deleted: 0,
      };
    }),
  );
}

function eventRows({ events }: DataSet, { organisationId, timeZone }: Landing): object[] {
  return events.map(({ uid, app, event, time, properties }, index) => {
    const forms = Object.entries(properties).map(
      ([name, value]) => [name, typedForms(value, timeZone)] as const,
    );
    const mapOf = (type: ValueType): object =>
      Object.fromEntries(
        forms.flatMap(([name, typed]) => (typed[type] === undefined ? [] : [[name, typed[type]]])),
      );
    return {
      organisation: organisationId,
      app,
      event,
      day: localDateAt(microsOf(time), timeZone),
      uid,
      time: engineTime(microsOf(time)),
      event_id: deterministicId('test-event', organisationId, index),
      strings: mapOf('string'),
      numbers: mapOf('number'),
      booleans: mapOf('boolean'),
      times: mapOf('time'),
      lists: mapOf('list'),
    };
  });
}

async function landResult(clickhouse: ClickHouse, result: PublishedResult, landing: Landing): Promise<void> {
  if (result.members.length === 0) return;
  const { audienceId, members } = result;
  await clickhouse.command(
    `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
     SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, bitShiftRight(uid, ${SHARD_BITS}) AS shard, {snapshot:UUID}, groupBitmapState(uid)
     FROM (SELECT arrayJoin({members:Array(UInt32)}) AS uid) GROUP BY shard`,
    {
      organisation: landing.organisationId,
      audience: audienceId,
      snapshot: snapshotOf(result, landing),
      members,
    },
  );
}

type TypedForms = Partial<Record<ValueType, unknown>>;

/** Every type that a value can be read as. */
function typedForms(value: DataValue | null, timeZone: string): TypedForms {
  const forms: TypedForms = {};
  for (const type of ['string', 'number', 'boolean', 'time', 'list'] as const) {
    const typed = typedValue(value, type, timeZone);
    if (typed?.type === 'string') forms.string = typed.text;
    if (typed?.type === 'number') forms.number = typed.decimal;
    if (typed?.type === 'boolean') forms.boolean = typed.is;
    if (typed?.type === 'time') forms.time = engineTime(typed.micros);
    if (typed?.type === 'list') forms.list = typed.texts;
  }
  return forms;
}

/** Microseconds since 1970 as the engine reads them for `DateTime64(6, 'UTC')`. */
export function engineTime(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${fraction.toString().padStart(6, '0')}`;
}
