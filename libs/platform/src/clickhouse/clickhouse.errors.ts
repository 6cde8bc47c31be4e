import { ClickHouseError } from '@clickhouse/client';
import { isNativeError } from 'node:util/types';
import { distrust } from '../errors/certificate-errors';
import { isConnectionError } from '../errors/connection-errors';
import { DependencyDownError } from '../errors/errors';

/** Codes that say that the engine cannot work now, not that the statement is wrong, with the reason. */
export const ENGINE_AWAY: Readonly<Record<string, string>> = {
  '60': 'UNKNOWN_TABLE: its owner makes it when it starts',
  '81': 'UNKNOWN_DATABASE: it is made when a service starts',
  '198': 'DNS_ERROR: a name of the cluster does not resolve now',
  '202': 'TOO_MANY_SIMULTANEOUS_QUERIES: others use the engine now',
  '203': 'NO_FREE_CONNECTION: others use the cluster now',
  '209': 'SOCKET_TIMEOUT: inside the cluster',
  '210': 'NETWORK_ERROR: inside the cluster',
  '225': 'NO_ZOOKEEPER: coordination is away',
  '236': 'ABORTED: the engine is shutting down or a merge was stopped',
  '242': 'TABLE_IS_READ_ONLY: a replica has lost its coordination',
  '243': 'NOT_ENOUGH_SPACE: an operator can give the disk room',
  '252': 'TOO_MANY_PARTS: merges are behind',
  '279': 'ALL_CONNECTION_TRIES_FAILED: inside the cluster',
  '439': 'CANNOT_SCHEDULE_TASK: the engine has no thread free',
  '499': 'S3_ERROR: the disk of the engine is an object store that does not answer',
  '516': 'AUTHENTICATION_FAILED: the password is being changed',
  '999': 'KEEPER_EXCEPTION: coordination is away',
};

/** What a caller of ClickHouse is told of a failure: DependencyDownError when the engine is at fault, else the error itself. */
export function clickhouseFailure(error: unknown): unknown {
  if (error instanceof ClickHouseError) {
    const reason = ENGINE_AWAY[error.code];
    return reason === undefined
      ? error
      : new DependencyDownError('clickhouse', `ClickHouse cannot work now: ${reason}`, { cause: error });
  }
  const reason = distrust(error);
  if (reason !== undefined) {
    const message = `ClickHouse is not connected to: ${reason}; CLICKHOUSE_CA_FILE names those who may sign`;
    return new DependencyDownError('clickhouse', message, { cause: error });
  }
  // The client gives its own time-out no code.
  const timedOut = isNativeError(error) && error.message === 'Timeout error.';
  return timedOut || isConnectionError(error)
    ? new DependencyDownError('clickhouse', 'ClickHouse does not answer', { cause: error })
    : error;
}
