import type { ProfileRecord } from '@muster/contracts';
import { accepted, broken, type Checked } from './row-problem';
import type { ValueReader } from './value-reader';

/** The value of one attribute as the engine takes it, but for its user. Field names are column names. */
export interface AttributeRow {
  readonly attribute: string;
  readonly text: string | null;
  readonly number: string | null;
  readonly boolean: boolean | null;
  readonly time: string | null;
  readonly list: readonly string[];
  readonly is_list: boolean;
  /** 1: the user has no value of this attribute any more. */
  readonly deleted: 0 | 1;
}

/** The identities of a known user. */
export interface Profile {
  readonly entityId: string;
  readonly accountIds: readonly string[];
  readonly deviceIds: readonly string[];
}

export interface ProfileRow {
  readonly profile: Profile;
  readonly attributes: readonly AttributeRow[];
}

export function toProfileRow(record: ProfileRecord, values: ValueReader): Checked<ProfileRow> {
  const attributes: AttributeRow[] = [];
  for (const [attribute, value] of Object.entries(record.attributes ?? {})) {
    if (value === null) {
      attributes.push({ ...NO_VALUE, attribute, deleted: 1 });
      continue;
    }
    const typed = values.attribute(attribute, value);
    if (!typed.ok) return broken(typed.problem.code, typed.problem.message, `attributes.${attribute}`);
    const { text = null, number = null, boolean = null, time = null, list } = typed.row;
    attributes.push({
      attribute,
      text,
      number,
      boolean,
      time,
      list: list ?? [],
      is_list: list !== undefined,
      deleted: 0,
    });
  }
  return accepted({
    profile: {
      entityId: record.entityId,
      accountIds: [...new Set(record.accountIds ?? [])],
      deviceIds: [...new Set(record.deviceIds ?? [])],
    },
    attributes,
  });
}

const NO_VALUE = Object.freeze({
  text: null,
  number: null,
  boolean: null,
  time: null,
  list: [],
  is_list: false,
});
