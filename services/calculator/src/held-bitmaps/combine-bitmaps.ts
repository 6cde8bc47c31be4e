import { parseBitmap, type BitmapExpression, type BitmapOperation } from '@muster/contracts';
import type { SpanUsers } from './span-users';

/** Finds the users of a stage by its id. */
export type UsersOf = (stage: string) => SpanUsers;

/** Each leaves its result on the left. */
const operations: Readonly<Record<BitmapOperation, (left: SpanUsers, right: SpanUsers) => void>> = {
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
export function combineBitmaps(expression: string, usersOf: UsersOf): SpanUsers {
  const bitmap = parseBitmap(expression);
  return typeof bitmap === 'string' ? usersOf(bitmap).copy() : combine(bitmap, usersOf);
}

/** What comes of an operation is nobody else's, and can be changed by the next. */
function combine({ operation, left, right }: Exclude<BitmapExpression, string>, usersOf: UsersOf): SpanUsers {
  const users = typeof left === 'string' ? usersOf(left).copy() : combine(left, usersOf);
  operations[operation](users, typeof right === 'string' ? usersOf(right) : combine(right, usersOf));
  return users;
}
