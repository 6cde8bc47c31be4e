/** An embedded engine that runs. */
export interface RunningEngine {
  /** Where it answers, with its credentials where the kind of URL has a place for them. */
  readonly url: string;
  /** Of the process that it runs in; undefined when that is this one. */
  readonly pid?: number;
  /** Graceful; resolves when no process and no port of it is left. */
  stop(): Promise<void>;
  /** Ends its processes without waiting; what was acknowledged is not lost. */
  kill(): void;
}

/** Told when an engine ends that nobody has stopped. */
export type OnCrash = (reason: string) => void;

/** Everything embedded answers on the loopback interface only. */
export const LOOPBACK = '127.0.0.1';
