import type { BehaviorRecord, IdType } from '@muster/contracts';
import { isLandableDay, landTime } from './landed-time';
import { accepted, broken, type Checked } from './row-problem';
import type { ValueReader } from './value-reader';

/** An event as the engine takes it, but for its user, who is named and not yet numbered. Field names are column names. */
export interface BehaviorRow {
  readonly id_type: IdType;
  readonly id: string;
  readonly app: string;
  readonly event: string;
  readonly day: string;
  readonly time: string;
  readonly event_id: string;
  /** A property is in every map it has a typed form for. */
  readonly strings: Record<string, string>;
  readonly numbers: Record<string, string>;
  readonly booleans: Record<string, boolean>;
  readonly times: Record<string, string>;
  readonly lists: Record<string, readonly string[]>;
}

/** Types an event. `eventId` identifies it: an event that lands twice with one id is one event. */
export function toBehaviorRow(
  record: BehaviorRecord,
  eventId: string,
  values: ValueReader,
): Checked<BehaviorRow> {
  const time = landTime(record.time, values.clock);
  if (!time || !isLandableDay(time.day)) {
    return broken(
      'row.time-invalid',
      'time is neither an ISO 8601 time nor a local date, between 1970-01-01 and 2149-06-06; messages need an offset',
      'time',
    );
  }
  const row: BehaviorRow = {
    id_type: record.user.idType,
    id: record.user.id,
    app: record.app,
    event: record.event,
    day: time.day,
    time: time.utc,
    event_id: eventId,
    strings: {},
    numbers: {},
    booleans: {},
    times: {},
    lists: {},
  };
  const properties = record.properties ?? {};
  const read = values.propertiesOf(record.app, record.event);
  for (const name in properties) {
    const value = properties[name];
    if (value === null || value === undefined) continue;
    const typed = read(name, value);
    if (!typed.ok) return broken(typed.problem.code, typed.problem.message, `properties.${name}`);
    const { text, number, boolean, time: instant, list } = typed.row;
    if (text !== undefined) row.strings[name] = text;
    if (number !== undefined) row.numbers[name] = number;
    if (boolean !== undefined) row.booleans[name] = boolean;
    if (instant !== undefined) row.times[name] = instant;
    if (list !== undefined) row.lists[name] = list;
  }
  return accepted(row);
}
