import type { Diagnostic } from '@muster/contracts';

/**
 * Work that can never succeed, however often it is tried: the message goes to the dead-letter topic at once.
 * The code is stable and travels as `x-error-code`.
 */
export class PermanentError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PermanentError';
  }
}

export type Dependency = 'postgres' | 'clickhouse' | 'object-store' | 'broker';

/** A dependency does not answer: consumption pauses until it does, and nothing is dead-lettered. */
export class DependencyDownError extends Error {
  constructor(
    readonly dependency: Dependency,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DependencyDownError';
  }
}

/** An answer to an HTTP request that is not a success: becomes problem details (RFC 9457), see `problem-details.filter`. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Every problem of the request, each with its JSON pointer. */
    readonly errors: readonly Diagnostic[] = [],
  ) {
    super(message);
    this.name = 'ProblemError';
  }
}
