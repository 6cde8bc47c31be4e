import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { canonicalJson } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import type { Request } from 'express';

/** What makes a repeated request recognisable. */
export interface IdempotentRequest {
  /** The header `Idempotency-Key`; undefined when the caller sent none: then every request is a new one. */
  readonly key: string | undefined;
  /** SHA-256 of method, path and body: one key stands for one request. */
  readonly fingerprint: Buffer;
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/** @throws ProblemError 400 `idempotency.key-invalid` */
export function readIdempotentRequest(
  request: Pick<Request, 'method' | 'path' | 'headers'> & { readonly body: unknown },
): IdempotentRequest {
  const header = request.headers['idempotency-key'];
  const key = Array.isArray(header) ? header.join() : header;
  if (key !== undefined && !KEY.test(key)) {
    const message = 'Idempotency-Key must be 1 to 200 visible ASCII characters, such as a UUID';
    throw new ProblemError(400, 'idempotency.key-invalid', message);
  }
  const text = `${request.method} ${request.path}\n${canonicalJson(request.body ?? null)}`;
  return { key, fingerprint: createHash('sha256').update(text).digest() };
}

/** The request's identity, for IdempotentRequests. */
export const Idempotency = createParamDecorator((_: unknown, context: ExecutionContext): IdempotentRequest =>
  readIdempotentRequest(context.switchToHttp().getRequest<Request>()),
);
