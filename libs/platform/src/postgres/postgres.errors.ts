import { isNativeError } from 'node:util/types';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { distrust } from '../errors/certificate-errors';
import { isConnectionError } from '../errors/connection-errors';
import { DependencyDownError } from '../errors/errors';

/**
 * SQLSTATEs of a server that cannot work now: connection exceptions (class 08), shutting down or starting (57P01 to 57P03),
 * no connection free (53300), disk full (53100), read-only after a failover (25006), login refused (class 28), no database (3D000).
 */
const DOWN_STATES = /^(08...|57P0[123]|53[13]00|25006|28...|3D000)$/;

/** The `pg` driver gives these no code. */
const DOWN_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|The server does not support SSL connections)/;

/**
 * Whether PostgreSQL does not answer, or answers that it cannot work now. TypeORM releases a connection that breaks between two
 * statements of a transaction, and says of the next statement only that its runner was released.
 */
export function isPostgresDown(error: unknown): boolean {
  if (error instanceof QueryFailedError) return isPostgresDown(error.driverError);
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  if (!isNativeError(error)) return false;
  if ('code' in error && typeof error.code === 'string' && DOWN_STATES.test(error.code)) return true;
  return DOWN_MESSAGES.test(error.message) || isConnectionError(error) || distrust(error) !== undefined;
}

/** What a caller is told of a failure: DependencyDownError when PostgreSQL is at fault, else the error itself. */
export function postgresFailure(error: unknown): unknown {
  if (error instanceof DependencyDownError || !isPostgresDown(error)) return error;
  const message = reasonOf(error instanceof QueryFailedError ? error.driverError : error);
  return new DependencyDownError('postgres', message, { cause: error });
}

/** What an operator can mend is said as it is. */
function reasonOf(error: unknown): string {
  const reason = distrust(error);
  if (reason !== undefined) {
    return `PostgreSQL is not connected to: ${reason}; POSTGRES_CA_FILE names those who may sign`;
  }
  if (isNativeError(error) && 'code' in error && /^(28...|3D000)$/.test(String(error.code))) {
    return `PostgreSQL refuses the login: ${error.message}`;
  }
  return 'PostgreSQL does not answer or cannot work now';
}
