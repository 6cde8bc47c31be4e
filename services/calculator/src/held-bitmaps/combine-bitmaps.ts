import type { ShardUsers } from './shard-users';

/** Finds the users of a stage by its id. */
export type UsersOf = (stage: string) => ShardUsers;

/** Each leaves its result on the left. */
const operations: Readonly<Record<string, (left: ShardUsers, right: ShardUsers) => void>> = {
  bitmapAnd: (left, right) => {
    left.intersect(right);
  },
  bitmapOr: (left, right) => {
    left.unite(right);
  },
  bitmapAndnot: (left, right) => {
    left.remove(right);
  },
};

/**
 * Computes an expression of a plan over the bitmaps of its stages, such as `bitmapAndnot(bitmapOr(s0, s1), s2)`.
 *
 * @returns users of its own: those of the stages stay as they are.
 * @throws Error when the expression has anything but the three operations and ids.
 */
export function combineBitmaps(expression: string, usersOf: UsersOf): ShardUsers {
  const words = expression.match(/\w+|[^\w\s]/g) ?? [];
  let at = 0;
  const take = (expected: string): void => {
    const word = words[at++];
    if (word !== expected) throw new Error(`${word ?? 'nothing'} in place of ${expected} in ${expression}`);
  };
  /** Those of a stage, or of their own: what comes of an operation can be changed by the next. */
  const read = (): { readonly users: ShardUsers; readonly isOwn: boolean } => {
    const name = words[at++] ?? '';
    const operate = operations[name];
    if (!operate) return { users: usersOf(name), isOwn: false };
    take('(');
    const left = read();
    take(',');
    const right = read();
    take(')');
    const users = left.isOwn ? left.users : left.users.copy();
    operate(users, right.users);
    return { users, isOwn: true };
  };
  const result = read();
  if (at < words.length) throw new Error(`${words[at] ?? ''} after the end of ${expression}`);
  return result.isOwn ? result.users : result.users.copy();
}
