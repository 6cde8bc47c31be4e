import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { Request, Response } from 'express';
import type { AudienceApiConfig } from '../config';
import { bearerToken, hashToken } from './tokens';
import { unauthenticated } from './unauthenticated';

/** Lets the administrator through, who registers organisations. */
@Injectable()
export class AdministratorGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(@Inject(SERVICE_CONFIG) config: AudienceApiConfig) {
    this.expected = hashToken(config.ADMIN_TOKEN);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const token = bearerToken(http.getRequest<Request>().headers.authorization);
    // Hashes are compared, so neither the length nor the content of a guess shows in the time it takes.
    if (token === undefined || !timingSafeEqual(hashToken(token), this.expected)) {
      throw unauthenticated(http.getResponse<Response>());
    }
    return true;
  }
}
