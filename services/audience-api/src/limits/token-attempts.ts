import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Request } from 'express';
import type { AudienceApiConfig } from '../config';
import { spend } from './spend';

const WINDOW_SECONDS = 60;
/** Tokens that were good once are no guesses. Each takes about 100 bytes; the oldest are forgotten. */
const MOST_KNOWN = 10_000;

/**
 * Limits how many wrong tokens an address may try. Tokens that have been good before are looked up whatever else comes from their address: behind
 * a proxy all callers may have the same.
 */
@Injectable()
export class TokenAttempts {
  private readonly wrong: RateLimiterMemory;
  private readonly known = new Set<string>();

  constructor(@Inject(SERVICE_CONFIG) config: AudienceApiConfig) {
    this.wrong = new RateLimiterMemory({
      points: config.WRONG_TOKENS_PER_MINUTE,
      duration: WINDOW_SECONDS,
    });
  }

  /**
   * Looks a token up; undefined: it is wrong.
   * @throws ProblemError 429 `authentication.too-many-attempts`, without looking.
   */
  async try<Owner>(
    request: Request,
    tokenHash: Buffer,
    lookUp: () => Promise<Owner | undefined>,
  ): Promise<Owner | undefined> {
    const key = tokenHash.toString('base64');
    if (this.known.has(key)) {
      const owner = await lookUp();
      if (owner === undefined) this.known.delete(key);
      return owner;
    }
    const address = addressOf(request);
    // Before the look-up, so that many at a time are not all looked up.
    await spend(this.wrong, address, 1, {
      code: 'authentication.too-many-attempts',
      message: 'too many wrong tokens have come from your address; try again later',
    });
    const owner = await lookUp();
    if (owner !== undefined) {
      this.remember(key);
      await this.wrong.reward(address, 1);
    }
    return owner;
  }

  private remember(key: string): void {
    this.known.add(key);
    const [oldest] = this.known;
    if (this.known.size > MOST_KNOWN && oldest !== undefined) this.known.delete(oldest);
  }
}

/** Whoever has an IPv6 address has the 2^64 of its network. */
function addressOf({ ip = '' }: Request): string {
  if (!isIPv6(ip) || ip.startsWith('::')) return ip;
  return ip.split('::', 1)[0]?.split(':').slice(0, 4).join(':') ?? ip;
}
