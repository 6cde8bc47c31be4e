/** Members of one shard of users. */
export interface ShardCount {
  readonly shard: number;
  readonly count: number;
}

/** The published run of an audience. */
export interface PublishedRun {
  readonly runId: string;
  readonly runSeq: number;
}

export type Publication =
  { readonly outcome: 'publish' } | { readonly outcome: 'supersede'; readonly by: string };

/** Compare-and-set on the run's sequence: the newer run wins, an older one never overwrites it. */
export function decidePublication(runSeq: number, published: PublishedRun | undefined): Publication {
  if (!published || published.runSeq < runSeq) return { outcome: 'publish' };
  return { outcome: 'supersede', by: published.runId };
}

/** The result of all pieces: members by shard, in order, and in all. */
export function gatherPieces(pieces: readonly (readonly ShardCount[])[]): {
  readonly count: number;
  readonly shards: readonly ShardCount[];
} {
  const shards = pieces.flat().sort((a, b) => a.shard - b.shard);
  return { count: shards.reduce((sum, { count }) => sum + count, 0), shards };
}
