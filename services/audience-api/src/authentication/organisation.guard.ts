import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CallerLimits } from '../limits/caller-limits';
import { TokenAttempts } from '../limits/token-attempts';
import { AccessTokensRepository } from './access-tokens.repository';
import { rememberCaller, type Caller } from './caller';
import { bearerToken, hashToken } from './tokens';
import { unauthenticated } from './unauthenticated';

/** Lets a request through that bears an organisation's token, within the organisation's limits, and says whose it is. */
@Injectable()
export class OrganisationGuard implements CanActivate {
  constructor(
    private readonly tokens: AccessTokensRepository,
    private readonly attempts: TokenAttempts,
    private readonly limits: CallerLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const caller = await this.callerOf(request);
    if (!caller) throw unauthenticated(response);
    await this.limits.admit(caller.organisationId, request, response);
    rememberCaller(request, caller);
    return true;
  }

  private async callerOf(request: Request): Promise<Caller | undefined> {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return undefined;
    const hash = hashToken(token);
    return this.attempts.try(request, hash, () => this.tokens.callerOf(hash));
  }
}
