import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessTokensRepository } from './access-tokens.repository';
import { rememberCaller } from './caller';
import { bearerToken, hashToken } from './tokens';
import { unauthenticated } from './unauthenticated';

/** Lets a request through that bears an organisation's token, and says whose it is. */
@Injectable()
export class OrganisationGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokensRepository) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const token = bearerToken(request.headers.authorization);
    const caller = token === undefined ? undefined : await this.tokens.callerOf(hashToken(token));
    if (!caller) throw unauthenticated(http.getResponse<Response>());
    rememberCaller(request, caller);
    return true;
  }
}
