import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { Request, Response } from 'express';
import type { AudienceApiConfig } from '../config';
import { TokenAttempts } from '../limits/token-attempts';
import { bearerToken, hashToken } from './tokens';
import { unauthenticated } from './unauthenticated';

/** Lets the administrator through, who registers organisations. */
@Injectable()
export class AdministratorGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(
    @Inject(SERVICE_CONFIG) config: AudienceApiConfig,
    private readonly attempts: TokenAttempts,
  ) {
    this.expected = hashToken(config.ADMIN_TOKEN);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    if (!(await this.isAdministrator(http.getRequest<Request>()))) {
      throw unauthenticated(http.getResponse<Response>());
    }
    return true;
  }

  private async isAdministrator(request: Request): Promise<boolean> {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return false;
    const hash = hashToken(token);
    // Hashes are compared, so neither the length nor the content of a guess shows in the time it takes.
    const isRight = () => Promise.resolve(timingSafeEqual(hash, this.expected) ? true : undefined);
    return (await this.attempts.try(request, hash, isRight)) ?? false;
  }
}
