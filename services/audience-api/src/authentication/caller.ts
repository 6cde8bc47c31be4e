import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** The organisation that a request speaks for. */
export interface Caller {
  readonly organisationId: string;
  /** IANA name of the zone that defines its local days. */
  readonly timeZone: string;
  /** Names the access token in records, without giving it away: the first 16 digits of its SHA-256. */
  readonly tokenId: string;
}

const callers = new WeakMap<Request, Caller>();

export function rememberCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller of the request, found by OrganisationGuard. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('a route that asks for its caller must be guarded by OrganisationGuard');
  return caller;
});
