import type { UserShard } from './bound-plan';

/** Keys say nothing of whose data it is; the tables have it in columns of their own. */
export function nameInShard(key: string, { organisationId, shard }: UserShard): string {
  return `${organisationId}/${shard}/${key}`;
}
