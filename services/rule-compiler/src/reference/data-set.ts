import type { DataValue, TagRecord } from '@muster/contracts';

type Values = Readonly<Record<string, DataValue>>;

export interface KnownUser {
  readonly uid: number;
  readonly attributes: Values;
}

export interface UserEvent {
  readonly uid: number;
  readonly app: string;
  readonly event: string;
  /** Canonical UTC text. */
  readonly time: string;
  readonly properties: Values;
}

/** The value of a tag from a local date on; null from when it is taken away. */
export interface TagValue {
  readonly uid: number;
  readonly tag: string;
  readonly date: string;
  readonly value: TagRecord['value'];
}

/** Members of a published result. */
export interface PublishedResult {
  readonly audienceId: string;
  readonly at: string;
  readonly members: readonly number[];
}

/** Everything that is known of an organisation's users, as plain records. Events and tags may be of users that are not known. */
export interface DataSet {
  readonly users: readonly KnownUser[];
  readonly events: readonly UserEvent[];
  readonly tags: readonly TagValue[];
  readonly results: readonly PublishedResult[];
}
