import type { NodeBase } from './node-base';

/** All known users: the universe of complements, and the guard of every result. */
export type KnownUsersNode = NodeBase<'known-users'>;

export const KnownUsersNode = (): KnownUsersNode => Object.freeze({ kind: 'known-users', pointer: '' });
