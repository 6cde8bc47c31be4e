import { uncompress } from 'snappyjs';

/** How Java clients begin a value: the file format of xerial's snappy-java, followed by two version numbers of 4 bytes. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = XERIAL_MAGIC.length + 8;

/**
 * Reads Snappy as Kafka's producers write it: Java clients and the broker as a sequence of blocks, each after its length;
 * librdkafka and others as one bare block.
 * @throws Error when the data is broken or larger than `maxBytes`.
 */
export function readSnappy(compressed: Buffer, maxBytes: number): Buffer {
  if (!compressed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) {
    return uncompress(compressed, maxBytes);
  }
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let at = XERIAL_HEADER_BYTES; at < compressed.length;) {
    const start = at + 4;
    const end = start + compressed.readUInt32BE(at);
    if (end > compressed.length) throw new Error('a block of Snappy ends behind the data');
    const block = uncompress(compressed.subarray(start, end), left);
    left -= block.length;
    blocks.push(block);
    at = end;
  }
  return Buffer.concat(blocks);
}
