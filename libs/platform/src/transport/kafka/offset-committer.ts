import { wait } from '../consume/retry-policy';
import type { Commit, PartitionLane } from './partition-lane';

export interface CommitRequest {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string;
}

/** A failed commit is repeated after this time: a rebalance is usually over then, and the group's new generation takes it. */
const RETRY_MS = 200;
/** A stopping consumer gives up after this many tries: the messages come again, handlers recognise them. */
const LAST_TRIES = 5;

/** Commits finished offsets soon, at most one request at a time; what is finished meanwhile goes with the next one. */
export class OffsetCommitter {
  private current: Promise<void> | undefined;
  private requested = false;
  private readonly closed = new AbortController();

  /** @param lanes the lanes of the partitions that are assigned now; offsets of others are none of our business any more. */
  constructor(
    private readonly lanes: () => Iterable<PartitionLane>,
    private readonly commit: (requests: CommitRequest[]) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  request(): void {
    this.requested = true;
    if (this.closed.signal.aborted) return;
    this.current ??= this.run().finally(() => {
      this.current = undefined;
      if (this.requested) this.request();
    });
  }

  /** Commits what is finished, and ends. */
  async close(): Promise<void> {
    this.closed.abort();
    await this.current;
    for (let tries = 0; tries < LAST_TRIES; tries++) {
      if (await this.commitOnce()) return;
      await wait(RETRY_MS, new AbortController().signal);
    }
  }

  private async run(): Promise<void> {
    // Offsets that are finished in this turn of the event loop share a request.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.requested && !this.closed.signal.aborted) {
      this.requested = false;
      if (await this.commitOnce()) continue;
      this.requested = true;
      await wait(RETRY_MS, this.closed.signal);
    }
  }

  private pending(): { readonly lane: PartitionLane; readonly commit: Commit }[] {
    return [...this.lanes()].flatMap((lane) => {
      const commit = lane.pendingCommit();
      return commit === undefined ? [] : [{ lane, commit }];
    });
  }

  private async commitOnce(): Promise<boolean> {
    const pending = this.pending();
    if (pending.length === 0) return true;
    try {
      await this.commit(
        pending.map(({ lane, commit }) => ({
          topic: lane.topic,
          partition: lane.partition,
          offset: commit.offset.toString(),
          metadata: commit.metadata,
        })),
      );
    } catch (error) {
      this.failed(error);
      return false;
    }
    for (const { lane, commit } of pending) lane.committed(commit);
    return true;
  }
}
