import { isNativeError } from 'node:util/types';

/** Codes of Node.js that say: nobody answered, or not any more. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Whether an error of a client, or what caused it, says that the other side did not answer. */
export function isConnectionError(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if ('code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)) return true;
  // Node.js tries every address of a host, and tells of all of them at once.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isConnectionError)) return true;
  return error.message === 'socket hang up' || isConnectionError(error.cause);
}
