import { randomUUID } from 'node:crypto';
import { type Cancellable, queryPrefix } from './cancellable';

/** Thrown where cancelled work notices that it is. */
export class WorkCancelledError extends Error {
  constructor({ work, id }: Cancellable) {
    super(`${work} ${id} has been cancelled`);
    this.name = 'WorkCancelledError';
  }
}

/** One attempt at work that can be cancelled. */
export class WorkInProgress {
  /** Attempts at the same work can overlap, and the engine wants every query to have an id of its own. */
  private readonly attempt = randomUUID();

  constructor(
    private readonly cancellable: Cancellable,
    /** Fires when the work is cancelled, or the service cannot wait for it any longer. */
    readonly signal: AbortSignal,
    private readonly isCancelled: () => Promise<boolean>,
  ) {}

  /** The id of a query; `parts` name it within the work, e.g. piece and shard. */
  queryId(...parts: readonly (string | number)[]): string {
    return queryPrefix(this.cancellable) + [...parts, this.attempt].join('/');
  }

  /** @throws WorkCancelledError when the work was cancelled; to be called before something long begins. */
  async checkpoint(): Promise<void> {
    this.signal.throwIfAborted();
    if (await this.isCancelled()) throw new WorkCancelledError(this.cancellable);
  }
}
