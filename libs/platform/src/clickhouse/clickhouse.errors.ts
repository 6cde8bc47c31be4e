import { ClickHouseError } from '@clickhouse/client';
import { isNativeError } from 'node:util/types';
import { isConnectionError } from '../errors/connection-errors';
import { DependencyDownError } from '../errors/errors';

/**
 * Codes that say that the engine cannot work now, not that the statement is wrong: it has not got its tables yet (their
 * owner makes them when it starts), it is shutting down, overloaded, read-only, or cut off from its cluster.
 */
const DOWN_CODES: Readonly<Record<string, string>> = {
  '60': 'UNKNOWN_TABLE',
  '81': 'UNKNOWN_DATABASE',
  '198': 'DNS_ERROR',
  '202': 'TOO_MANY_SIMULTANEOUS_QUERIES',
  '203': 'NO_FREE_CONNECTION',
  '209': 'SOCKET_TIMEOUT',
  '210': 'NETWORK_ERROR',
  '225': 'NO_ZOOKEEPER',
  '236': 'ABORTED',
  '242': 'TABLE_IS_READ_ONLY',
  '243': 'NOT_ENOUGH_SPACE',
  '279': 'ALL_CONNECTION_TRIES_FAILED',
  '516': 'AUTHENTICATION_FAILED',
  '999': 'KEEPER_EXCEPTION',
};

/** What a caller of ClickHouse is told of a failure: DependencyDownError when the engine is at fault, else the error itself. */
export function clickhouseFailure(error: unknown): unknown {
  if (error instanceof ClickHouseError) {
    const name = DOWN_CODES[error.code];
    return name === undefined
      ? error
      : new DependencyDownError('clickhouse', `ClickHouse cannot work now: ${name}`, { cause: error });
  }
  // The client gives its own time-out no code.
  const timedOut = isNativeError(error) && error.message === 'Timeout error.';
  return timedOut || isConnectionError(error)
    ? new DependencyDownError('clickhouse', 'ClickHouse does not answer', { cause: error })
    : error;
}
