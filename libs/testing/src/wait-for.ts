export interface WaitOptions {
  /** What is waited for, for the message: `the run to complete`. */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly pollMs?: number;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_POLL_MS = 25;

/**
 * Asks again and again until the answer is neither undefined nor false. An error that is thrown while asking counts as "not yet"
 * and is told when the time is over.
 */
export async function waitFor<Value>(
  ask: () => Value | undefined | false | Promise<Value | undefined | false>,
  { what, timeoutMs = DEFAULT_TIMEOUT_MS, pollMs = DEFAULT_POLL_MS }: WaitOptions,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) {
      const why = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}${why}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
