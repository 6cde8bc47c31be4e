import type { Diagnostic } from '@muster/contracts';
import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { isNativeError } from 'node:util/types';
import { engineRefusal } from '../clickhouse/engine-refusal';
import { postgresFailure } from '../postgres/postgres.errors';
import { DependencyDownError, ProblemError } from './errors';

/** Problem details (RFC 9457), with a stable code and every error of the request. */
export interface Problem {
  /** `urn:muster:problem:<code>`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly Diagnostic[];
}

/** Failures of reading a body, by the `type` that Express' body reader gives them. */
const BODY_FAILURES: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  'entity.too.large': [413, 'request.too-large', 'the body is larger than 1 MiB'],
  'encoding.unsupported': [
    415,
    'request.unsupported-encoding',
    'bodies may be encoded with gzip, deflate or br',
  ],
  'request.aborted': [400, 'request.aborted', 'the request ended before its body did'],
  'request.size.invalid': [400, 'request.wrong-length', 'the body is not as long as its Content-Length'],
};

/** Codes of the answers that the framework itself gives. */
const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
  400: 'request.invalid',
  401: 'request.unauthenticated',
  403: 'request.forbidden',
  404: 'route.not-found',
  405: 'route.method-not-allowed',
  413: 'request.too-large',
  415: 'request.unsupported-media-type',
  429: 'request.too-many',
};

/** How any failure of a request is told to whoever sent it. What nobody expected tells nothing of itself. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError)
    return problem(thrown.status, thrown.code, thrown.message, thrown.errors);
  if (thrown instanceof HttpException) {
    const status = thrown.getStatus();
    const code = FRAMEWORK_CODES[status];
    if (code !== undefined) return problem(status, code, thrown.message);
  }
  return bodyFailure(thrown) ?? failureHere(thrown);
}

function failureHere(thrown: unknown): Problem {
  // Asked here and not in an interceptor: guards ask PostgreSQL, too, and run before any interceptor does.
  const error = postgresFailure(thrown);
  if (error instanceof DependencyDownError) {
    return problem(503, 'dependency.unavailable', `${error.dependency} does not answer; try again later`);
  }
  const refusal = engineRefusal(error);
  if (refusal && refusal.kind !== 'refused-by-engine') {
    return problem(
      503,
      `engine.${refusal.kind}`,
      'the answer would take more than a query may; ask for less',
    );
  }
  return problem(500, 'internal', 'something went wrong here; it has been logged');
}

function bodyFailure(error: unknown): Problem | undefined {
  if (!isNativeError(error)) return undefined;
  const known = 'type' in error && typeof error.type === 'string' ? BODY_FAILURES[error.type] : undefined;
  if (known) return problem(...known);
  // The reader passes on what its decompressor says, with the status of a bad request.
  const isBadRequest = 'status' in error && error.status === 400;
  return isBadRequest ? problem(400, 'request.unreadable-body', 'the body cannot be decoded') : undefined;
}

function problem(status: number, code: string, detail: string, errors: readonly Diagnostic[] = []): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: `urn:muster:problem:${code}`, title, status, code, detail, errors };
}
