import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from './file-error';

/**
 * The content of a gzip file.
 * @throws FileError `file.gzip-truncated` when it ends too early, `file.gzip-invalid` when it is none; errors of the source as they are.
 */
export async function* gunzip(source: Readable): AsyncGenerator<Buffer> {
  const gunzipped = createGunzip();
  // The iteration below sees every error; the callback is only there because a pipeline wants one.
  pipeline(source, gunzipped, () => undefined);
  try {
    yield* gunzipped as AsyncIterable<Buffer>;
  } catch (error) {
    throw asFileError(error);
  }
}

function asFileError(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') {
    return new FileError('file.gzip-truncated', 'the gzip file ends before its content does', {
      cause: error,
    });
  }
  if (code.startsWith('Z_')) {
    return new FileError('file.gzip-invalid', 'the file is not a valid gzip file', { cause: error });
  }
  return error;
}
