import rawBody from 'raw-body';
import type { Readable, Transform } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isNativeError } from 'node:util/types';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProblemError } from '../errors/errors';

/** The largest body of a request, in bytes, decompressed. */
export const MAX_BODY_BYTES = 1024 * 1024;

const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** How many bytes a request says that its body has; infinitely many when it does not say so. */
export function declaredBodyBytes({ headers }: Pick<IncomingMessage, 'headers'>): number {
  if (headers['transfer-encoding'] !== undefined) return Infinity;
  return Number(headers['content-length'] ?? 0);
}

/** Whether the sender waits for `100 Continue` before it sends the body. */
export function asksBeforeSending({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

/**
 * The bytes of a body, decompressed. Not Express' own reader: that reads a body which it refuses to the end before it says so, all
 * 100 GB of it.
 * @throws ProblemError 413 `request.too-large`, before anything is read when the body says how long it is; 400 or 415 else.
 */
export async function readBody(
  request: Readable & Pick<IncomingMessage, 'headers' | 'complete'>,
  response: Pick<ServerResponse, 'writeContinue'>,
): Promise<Buffer> {
  const length = declaredBodyBytes(request);
  if (length !== Infinity && length > MAX_BODY_BYTES) throw tooLarge();
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (asksBeforeSending(request)) response.writeContinue();
  if (encoding === 'identity') {
    return read(request, { limit: MAX_BODY_BYTES, ...(length !== Infinity && { length }) });
  }
  const decoder = DECODERS.get(encoding)?.();
  if (!decoder) {
    const message = 'bodies may be encoded with gzip, deflate or br';
    throw new ProblemError(415, 'request.unsupported-encoding', message);
  }
  // A decoder is not told that its source has gone, and would wait for ever.
  const onClose = (): void => {
    if (request.complete) return;
    decoder.destroy(Object.assign(new Error('request aborted'), { type: 'request.aborted' }));
  };
  request.once('close', onClose);
  try {
    return await read(request.pipe(decoder), { limit: MAX_BODY_BYTES });
  } finally {
    request.off('close', onClose);
    request.unpipe(decoder);
    decoder.destroy();
  }
}

async function read(stream: Readable, options: rawBody.Options): Promise<Buffer> {
  try {
    return await rawBody(stream, options);
  } catch (error) {
    const type = isNativeError(error) && 'type' in error ? error.type : undefined;
    switch (type) {
      case 'entity.too.large':
        throw tooLarge();
      case 'request.aborted':
        throw new ProblemError(400, 'request.aborted', 'the request ended before its body did');
      case 'request.size.invalid':
        throw new ProblemError(400, 'request.wrong-length', 'the body is not as long as its Content-Length');
      default:
        throw new ProblemError(400, 'request.unreadable-body', 'the body cannot be decoded');
    }
  }
}

function tooLarge(): ProblemError {
  return new ProblemError(413, 'request.too-large', 'the body is larger than 1 MiB');
}
