/**
 * Users are computed, kept and written in shards of ids that follow one another. Bitmaps of a shard are stored as rows with its number,
 * so that another size is another form of all of them.
 */
export const SHARD_BITS = 20;

/** Ids of a shard. */
export const USERS_PER_SHARD = 2 ** SHARD_BITS;

/** The shard of a user; also the first one that can hold users from an id on. */
export const shardOf = (uid: number): number => uid >>> SHARD_BITS;
