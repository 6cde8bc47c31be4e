import { DependencyDownError, PermanentError } from '../../errors/errors';
import { backoffMs, wait, type RetryPolicy } from './retry-policy';

/** What became of some work. `abandoned`: the consumer stops, and somebody will do the work from the start. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly code: string; readonly attempts: number; readonly error: unknown }
  | { readonly kind: 'abandoned' };

/** Code of dead letters whose handler kept failing for reasons of its own. */
export const HANDLER_FAILED = 'handler.failed';

/** Thrown by work that finds, before it has begun, that the consumer stops. */
export class AbandonedError extends Error {}

export interface AttemptObserver {
  retrying(error: unknown, attempt: number, delayMs: number): void;
  paused(error: DependencyDownError): void;
  resumed(): void;
}

/**
 * Does work that may fail, by the policy that every transport has:
 * a PermanentError fails at once, DependencyDownError waits as long as it takes and costs no attempt, and anything else is
 * repeated with backoff until the attempts are used up. The signal ends the waiting, never the work itself.
 */
export async function attempt<Result>(
  work: () => Promise<Result>,
  policy: RetryPolicy,
  signal: AbortSignal,
  observer: AttemptObserver,
): Promise<Outcome<Result>> {
  let failures = 0;
  let pauses = 0;
  try {
    while (!signal.aborted) {
      try {
        return { kind: 'done', result: await work() };
      } catch (error) {
        if (error instanceof AbandonedError) return { kind: 'abandoned' };
        if (error instanceof DependencyDownError) {
          if (pauses++ === 0) observer.paused(error);
          await wait(backoffMs(policy.baseDelayMs, policy.maxPauseMs, pauses), signal);
          continue;
        }
        failures++;
        if (error instanceof PermanentError) {
          return { kind: 'failed', code: error.code, attempts: failures, error };
        }
        if (failures >= policy.attempts) {
          return { kind: 'failed', code: HANDLER_FAILED, attempts: failures, error };
        }
        const delayMs = backoffMs(policy.baseDelayMs, policy.maxDelayMs, failures);
        observer.retrying(error, failures, delayMs);
        await wait(delayMs, signal);
      }
    }
    return { kind: 'abandoned' };
  } finally {
    if (pauses > 0) observer.resumed();
  }
}
