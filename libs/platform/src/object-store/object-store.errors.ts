import { S3Error } from 'minio';
import { isNativeError } from 'node:util/types';
import { isConnectionError } from '../errors/connection-errors';
import { DependencyDownError } from '../errors/errors';

/** Answers of a store that cannot work now; everything else is about the request. */
const DOWN_CODES = new Set([
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'XMinioServerNotInitialized',
  'XMinioStorageFull',
  'RequestTimeout',
  // The buckets are made when a service starts, and keys may be changed by an operator.
  'NoSuchBucket',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AccessDenied',
]);

const MISSING_CODES = new Set(['NoSuchKey', 'NotFound', 'NoSuchObject']);

export function isMissingObject(error: unknown): boolean {
  return error instanceof S3Error && error.code !== undefined && MISSING_CODES.has(error.code);
}

export function isExistingBucket(error: unknown): boolean {
  return (
    error instanceof S3Error &&
    (error.code === 'BucketAlreadyOwnedByYou' || error.code === 'BucketAlreadyExists')
  );
}

/** What a caller is told of a failure: DependencyDownError when the store is at fault, else the error itself. */
export function objectStoreFailure(error: unknown): unknown {
  const refused = error instanceof S3Error && error.code !== undefined && DOWN_CODES.has(error.code);
  // The client tries again when a server answers 5xx, and gives its last failure no type.
  const exhausted = isNativeError(error) && /^Request failed after \d+ retries/.test(error.message);
  if (!refused && !exhausted && !isConnectionError(error)) return error;
  const reason = refused ? `cannot work now: ${error.code ?? error.message}` : 'does not answer';
  return new DependencyDownError('object-store', `the object store ${reason}`, { cause: error });
}
