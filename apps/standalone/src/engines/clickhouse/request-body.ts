import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { EngineError } from './engine-error';
import { parseForm } from './multipart';

/** The largest statement, or form of parameters, in bytes. Rows to insert have no limit, as they go through a file. */
export const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** The body as text, decompressed. */
export async function readText(message: IncomingMessage): Promise<string> {
  return (await readBytes(message)).toString('utf8');
}

async function readBytes(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(message)) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_TEXT_BYTES) {
      throw new EngineError(
        `Code: 62. DB::Exception: The statement is longer than ${MAX_TEXT_BYTES} bytes. (SYNTAX_ERROR)`,
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Writes the body to a file as it arrived; the engine decompresses by the returned name of the method. */
export async function spoolBody(message: IncomingMessage, file: string): Promise<string | undefined> {
  await pipeline(message, createWriteStream(file));
  const encoding = message.headers['content-encoding'];
  return encoding === undefined || encoding === 'identity' ? undefined : encoding;
}

function decompressed(message: IncomingMessage): Readable {
  const decompressor = decompressorOf(message.headers['content-encoding']);
  if (!decompressor) return message;
  // Errors and the end travel through the returned stream.
  pipeline(message, decompressor).catch((error: unknown) => decompressor.destroy(error as Error));
  return decompressor;
}

function decompressorOf(encoding: string | undefined) {
  switch (encoding) {
    case undefined:
    case 'identity':
      return undefined;
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new EngineError(
        `Code: 89. DB::Exception: Unknown compression method ${encoding}. (UNKNOWN_COMPRESSION_METHOD)`,
      );
  }
}

/** Fields of a `multipart/form-data` body, in which clients send parameters too long for the URL; none for other bodies. */
export async function readFormFields(message: IncomingMessage): Promise<readonly [string, string][]> {
  const type = /^multipart\/form-data;.*?boundary="?([^";]+)/i.exec(message.headers['content-type'] ?? '');
  return type?.[1] === undefined ? [] : parseForm(await readBytes(message), type[1]);
}
