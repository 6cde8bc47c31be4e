import type { IdType, TagRecord } from '@muster/contracts';
import { isLandableDay } from './landed-time';
import { accepted, broken, type Checked } from './row-problem';
import type { ValueReader } from './value-reader';

/** A tag value as the engine takes it, but for its user. Field names are column names. */
export interface TagRow {
  readonly id_type: IdType;
  readonly id: string;
  readonly tag: string;
  readonly date: string;
  readonly text: string | null;
  readonly number: string | null;
  readonly boolean: boolean | null;
  /** 1: from this date on the user does not have the tag. */
  readonly removed: 0 | 1;
}

export function toTagRow(record: TagRecord, values: ValueReader): Checked<TagRow> {
  if (!isLandableDay(record.date)) {
    return broken('row.date-invalid', 'date is not a date between 1970-01-01 and 2149-06-06', 'date');
  }
  const about = {
    id_type: record.user.idType,
    id: record.user.id,
    tag: record.tag,
    date: record.date,
  };
  if (record.value === null) {
    return accepted({ ...about, text: null, number: null, boolean: null, removed: 1 });
  }
  const typed = values.tag(record.tag, record.value);
  if (!typed.ok) return broken(typed.problem.code, typed.problem.message, 'value');
  const { text = null, number = null, boolean = null } = typed.row;
  return accepted({ ...about, text, number, boolean, removed: 0 });
}
