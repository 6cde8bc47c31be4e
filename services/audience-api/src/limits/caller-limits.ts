import { Inject, Injectable } from '@nestjs/common';
import { ProblemError, SERVICE_CONFIG } from '@muster/platform';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Request, Response } from 'express';
import type { AudienceApiConfig } from '../config';
import { Counted } from './counted';
import { spend } from './spend';

/** Requests are counted over so many seconds, so that a burst is no offence. */
const WINDOW_SECONDS = 10;
/** A body costs as much as a request for each of these bytes: reading 1 MiB of JSON takes about a quarter of a second. */
const BYTES_PER_POINT = 8 * 1024;
/** What a body costs whose size is known only when it has been read. */
const LARGEST_BODY_BYTES = 1024 * 1024;

/**
 * What one organisation may take of this process, so that there is something left for the others. Each replica counts for itself: what is
 * protected is the replica, and a shared count would be a request to a database for each request to the API. See ADR 31.
 */
@Injectable()
export class CallerLimits {
  private readonly requests: RateLimiterMemory;
  private readonly atATime: Counted;

  constructor(@Inject(SERVICE_CONFIG) config: AudienceApiConfig) {
    this.requests = new RateLimiterMemory({
      points: Math.ceil(config.ORGANISATION_REQUESTS_PER_SECOND * WINDOW_SECONDS),
      duration: WINDOW_SECONDS,
    });
    this.atATime = new Counted(config.ORGANISATION_REQUESTS_AT_A_TIME);
  }

  /**
   * Counts a request, until it has been answered.
   * @throws ProblemError 429 `request.too-many` or `request.too-many-at-a-time`
   */
  async admit(organisationId: string, request: Request, response: Response): Promise<void> {
    await spend(this.requests, organisationId, pointsOf(request), {
      code: 'request.too-many',
      message: 'this organisation sends more than it may; send less, or smaller bodies',
    });
    const leave = this.atATime.enter(organisationId);
    if (!leave) {
      const message = 'too many requests of this organisation are being answered; wait for some of them';
      throw new ProblemError(429, 'request.too-many-at-a-time', message, [], 1);
    }
    response.once('close', leave);
  }
}

function pointsOf({ headers }: Request): number {
  const declared = Number(headers['content-length'] ?? 0);
  const isUnknown = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  const bytes = isUnknown ? LARGEST_BODY_BYTES : Math.min(declared, LARGEST_BODY_BYTES);
  return 1 + Math.ceil(bytes / BYTES_PER_POINT);
}
