import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Decompress as ZstdReader } from 'fzstd';
import { CompressionTypes } from 'kafkajs';
import { decompressFrame } from 'lz4-napi';
import { readSnappy } from './snappy-blocks';

/**
 * Largest content of one batch of records, in bytes. Brokers bound the compressed size (1 MiB unless told), and Zstandard makes
 * gigabytes of that. Producers fill batches up to their `batch.size`, 16 KiB to 1 MiB as a rule.
 */
export const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

/** Reads what a producer has compressed; throws when it is broken or too large. */
export type Decompress = (compressed: Buffer, maxBytes: number) => Buffer | Promise<Buffer>;

export type Codec = Exclude<CompressionTypes, CompressionTypes.None>;

/** All that Kafka has. kafkajs itself brings gzip alone, without a limit. */
export const decompressors: Readonly<Record<Codec, Decompress>> = {
  [CompressionTypes.GZIP]: (compressed, maxOutputLength) =>
    promisify(gunzip)(compressed, { maxOutputLength }),
  [CompressionTypes.Snappy]: readSnappy,
  [CompressionTypes.LZ4]: readLz4,
  [CompressionTypes.ZSTD]: readZstd,
};

/** What we send compressed, we send as gzip. */
export const compress = (content: Buffer): Promise<Buffer> => promisify(gzip)(content);

/** LZ4 makes at most 255 bytes of one, so that the limit can be looked at afterwards. */
async function readLz4(compressed: Buffer, maxBytes: number): Promise<Buffer> {
  const content = await decompressFrame(compressed);
  if (content.length > maxBytes) throw tooLarge(maxBytes);
  return content;
}

function readZstd(compressed: Buffer, maxBytes: number): Buffer {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = new ZstdReader((part) => {
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  });
  reader.push(compressed, true);
  return Buffer.concat(parts, bytes);
}

function tooLarge(maxBytes: number): Error {
  return new Error(`the content is larger than ${maxBytes} bytes`);
}
