import type { IdType } from '@muster/contracts';

/** One of the names of a user. */
export interface Name {
  readonly idType: IdType;
  readonly id: string;
}

/** A name and the user it stands for. The version grows when the name comes to stand for another user. */
export interface NamedUid extends Name {
  readonly uid: number;
  readonly version: number;
}

/** A key of maps; the type comes first and has no colon, so that no two names share one. */
export function nameKey(name: Name): string {
  return `${name.idType}:${name.id}`;
}
