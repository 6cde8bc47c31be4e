import { SpanUsers } from './span-users';

/** @param ids within the span. */
export function usersOf(ids: Iterable<number>): SpanUsers {
  const users = SpanUsers.nobody();
  for (const id of ids) users.add(id);
  return users;
}

/** Ids within the span, ascending. */
export function idsOf(users: SpanUsers, from?: number, to?: number): number[] {
  const ids: number[] = [];
  users.forEach((id) => ids.push(id), from, to);
  return ids;
}
