import { setTimeout as delay } from 'node:timers/promises';

/** How a transient failure is retried, and how a broken dependency is waited for. Times in milliseconds. */
export interface RetryPolicy {
  /** Attempts altogether, the first one included; then the message is a dead letter. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Longest pause between two probes of a dependency that does not answer. There is no limit to their number. */
  readonly maxPauseMs: number;
  /** A message that this many processes have started and not outlived, one after the other, is a dead letter. */
  readonly deaths: number;
}

/** Six attempts wait 3.1 s on average altogether: longer than a deadlock or a failover of a replica, shorter than a pager. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  baseDelayMs: 200,
  maxDelayMs: 10_000,
  maxPauseMs: 5_000,
  // Machines fail and processes are killed for other reasons; six times in a row, with the same message alone in hand, is the message.
  deaths: 6,
};

/**
 * Exponential backoff with full jitter: a random time between 0 and the doubled delay, so that many consumers that failed
 * together do not come back together.
 * @param attempt the failed attempt, from 1.
 */
export function backoffMs(
  baseMs: number,
  maxMs: number,
  attempt: number,
  random: () => number = Math.random,
): number {
  return random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
}

/** Waits; resolves to false when the signal ended the wait. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
