/** Where an attempt writes: a snapshot of its own. */
export interface SnapshotTarget {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly snapshotId: string;
}

/** Members of one shard of users. */
export interface ShardCount {
  shard: number;
  count: number;
}

/** A written snapshot: its counts, read back from it where the engine has computed it, and what it cost. */
export interface SnapshotSummary {
  snapshotId: string;
  count: number;
  shards: ShardCount[];
  /** The engine's own time over all shards, in milliseconds. */
  engineMs: number;
  /** 0 when the engine does not tell, as the embedded one for INSERT … SELECT. */
  rowsRead: number;
  /** Of the span that took most; 0 when the engine does not tell. */
  peakMemoryBytes: number;
  /** See `LandedData`; left out when nothing has been landed. */
  dataWatermark?: string;
}
