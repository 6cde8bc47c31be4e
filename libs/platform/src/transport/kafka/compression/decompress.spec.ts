import { randomBytes } from 'node:crypto';
import { compressFrame } from 'lz4-napi';
import { compress as compressSnappy } from 'snappyjs';
import { CompressionTypes } from 'kafkajs';
import { compress, decompressors, type Codec } from './decompress';
import { readSnappy } from './snappy-blocks';

const LIMIT = 1_000_000;
const content = Buffer.from('a record of some customer; '.repeat(2_000));
/** 8 MiB of zeros in Zstandard: magic number, frame header, and 64 blocks that repeat one byte 131,072 times. */
const ZSTD_ZEROS = Buffer.from(`28b52ffd0058${'02001000'.repeat(63)}03001000`, 'hex');

/** Blocks as xerial's snappy-java frames them. */
function xerial(...parts: readonly Buffer[]): Buffer {
  const header = Buffer.from('82534e41505059000000000100000001', 'hex');
  return Buffer.concat([
    header,
    ...parts.flatMap((part) => {
      const block = compressSnappy(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(block.length);
      return [length, block];
    }),
  ]);
}

describe('decompressors', () => {
  it('read gzip, LZ4 and both forms of Snappy', async () => {
    const { GZIP, LZ4 } = CompressionTypes;
    expect(await decompressors[GZIP](await compress(content), LIMIT)).toEqual(content);
    expect(await decompressors[LZ4](await compressFrame(content), LIMIT)).toEqual(content);
    expect(readSnappy(compressSnappy(content), LIMIT)).toEqual(content);
    const [first, rest] = [content.subarray(0, 1000), content.subarray(1000)];
    expect(readSnappy(xerial(first, rest), LIMIT)).toEqual(content);
    expect(readSnappy(xerial(), LIMIT)).toHaveLength(0);
  });

  it('end at the limit, however small the compressed data', async () => {
    const { GZIP, LZ4, Snappy, ZSTD } = CompressionTypes;
    const zeros = Buffer.alloc(2 * LIMIT);
    const bombs: readonly [Codec, Buffer][] = [
      [GZIP, await compress(zeros)],
      [LZ4, await compressFrame(zeros)],
      [Snappy, compressSnappy(zeros)],
      [Snappy, xerial(zeros.subarray(0, LIMIT), zeros.subarray(0, LIMIT))],
      [ZSTD, ZSTD_ZEROS],
    ];
    for (const [codec, bomb] of bombs) {
      await expect(async () => decompressors[codec](bomb, LIMIT)).rejects.toThrow(/larg|big/);
    }
  });

  it('throw for what is broken', async () => {
    for (const decompress of Object.values(decompressors)) {
      await expect(async () => decompress(randomBytes(64), LIMIT)).rejects.toThrow();
    }
    await expect(async () => readSnappy(xerial(content).subarray(0, -1), LIMIT)).rejects.toThrow(
      'ends behind',
    );
  });
});
