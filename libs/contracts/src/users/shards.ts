/** Users are kept and written in shards of ids that follow one another: bitmaps are stored as rows with the number of their shard. */
export const SHARD_BITS = 20;

/** Ids of a shard. */
export const USERS_PER_SHARD = 2 ** SHARD_BITS;

/** The shard of a user; also the first one that can hold users from an id on. */
export const shardOf = (uid: number): number => uid >>> SHARD_BITS;

/**
 * Users are computed in spans, shards that follow one another, because what a statement costs before it reads anything does not depend
 * on how many users it is about: 3 M users in three statements took twice the time of one.
 */
export const SHARDS_PER_SPAN = 4;

/** Ids of a span. */
export const USERS_PER_SPAN = SHARDS_PER_SPAN * USERS_PER_SHARD;

/** The span of a shard. It is named by the first of its shards. */
export const spanOf = (shard: number): number => shard - (shard % SHARDS_PER_SPAN);

/** The spans of some shards, each once, in the order of their first shard. */
export const spansOf = (shards: readonly number[]): number[] => [...new Set(shards.map(spanOf))];
