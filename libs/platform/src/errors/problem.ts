import type { Diagnostic } from '@muster/contracts';
import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { engineRefusal } from '../clickhouse/engine-refusal';
import { postgresFailure } from '../postgres/postgres.errors';
import { boundedErrors, boundedMessage } from './bounded-problem';
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
  return failureHere(thrown);
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

/** Titles and codes are ours; everything else may repeat what the sender has sent, and is bounded. */
function problem(status: number, code: string, detail: string, all: readonly Diagnostic[] = []): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const { errors, more } = boundedErrors(all);
  const rest = more > 0 ? ` (${more} more errors are not listed)` : '';
  return {
    type: `urn:muster:problem:${code}`,
    title,
    status,
    code,
    detail: `${boundedMessage(detail)}${rest}`,
    errors,
  };
}
