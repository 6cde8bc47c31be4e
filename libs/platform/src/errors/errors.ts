import type { Diagnostic } from '@muster/contracts';

export interface PermanentErrorOptions extends ErrorOptions {
  /** Every problem of the data, each with its JSON pointer. */
  readonly errors?: readonly Diagnostic[];
}

/**
 * Work that can never succeed, however often it is tried: the message goes to the dead-letter topic at once.
 * The code is stable and travels as `x-error-code`; the message is a sentence for whoever reads the dead letter.
 */
export class PermanentError extends Error {
  readonly errors: readonly Diagnostic[];

  constructor(
    readonly code: string,
    message: string,
    { errors = [], ...options }: PermanentErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'PermanentError';
    this.errors = errors;
  }
}

/**
 * Work that cannot be done yet, for a reason that probably goes away soon, and that nothing else needs to wait for. The message is
 * put back and tried again for some time; then it is a permanent error like others. Where a message cannot be put back, it is one at once.
 */
export class NotYetError extends PermanentError {
  constructor(
    code: string,
    message: string,
    /** How long the message is put back, in milliseconds. */
    readonly patienceMs: number,
    options?: PermanentErrorOptions,
  ) {
    super(code, message, options);
    this.name = 'NotYetError';
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
    /** When it is worth trying again: `Retry-After`. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ProblemError';
  }
}
