import { ShardUsers } from './shard-users';

/** @param ids within the shard. */
export function usersOf(ids: Iterable<number>): ShardUsers {
  const users = ShardUsers.nobody();
  for (const id of ids) users.add(id);
  return users;
}

/** Ids within the shard, ascending. */
export function idsOf(users: ShardUsers, from?: number, to?: number): number[] {
  const ids: number[] = [];
  users.forEach((id) => ids.push(id), from, to);
  return ids;
}
