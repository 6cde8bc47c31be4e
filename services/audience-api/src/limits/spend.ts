import { ProblemError } from '@muster/platform';
import { RateLimiterRes, type RateLimiterMemory } from 'rate-limiter-flexible';

/** Takes points of a key. @throws ProblemError 429 when it has not got as many, with the seconds until it has some again. */
export async function spend(
  limiter: RateLimiterMemory,
  key: string,
  points: number,
  refusal: { readonly code: string; readonly message: string },
): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new ProblemError(429, refusal.code, refusal.message, [], seconds);
  }
}
