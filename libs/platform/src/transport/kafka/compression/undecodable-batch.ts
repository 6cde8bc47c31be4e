import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';

/** Layout of a batch of records on the wire, in bytes from its start: https://kafka.apache.org/documentation/#recordbatch */
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const LAST_OFFSET_DELTA_AT = 23;
const COUNT_AT = 57;
const RECORDS_AT = 61;
const MAGIC = 2;
/** The length of a batch does not count its offset and itself. */
const NOT_IN_LENGTH = 12;

/** Of this process alone, so that no sender can write a record that passes for one of ours. */
const MARK = randomUUID();
const REASON = `${MARK}:reason`;
const REST = `${MARK}:rest`;

/**
 * Records in place of those that cannot be decompressed: as many, at the same offsets. The first has the compressed bytes as its
 * value and says what is wrong; the others stand for the rest.
 *
 * kafkajs lets one batch that it cannot decode stop the whole consumer, for good, since it fetches the same batch again after
 * every restart. It asks codecs for bytes only, so these records are made where the codec is called. How many there were is in
 * the header of the batch, which lies in front of the compressed bytes in the same memory.
 *
 * @returns undefined when no such header lies there: the message formats of Kafka 0.10 and older.
 */
export function undecodableBatch(compressed: Buffer, reason: string): Buffer | undefined {
  if (compressed.byteOffset < RECORDS_AT) return undefined;
  const header = Buffer.from(compressed.buffer, compressed.byteOffset - RECORDS_AT, RECORDS_AT);
  const length = header.readInt32BE(LENGTH_AT);
  if (header.readInt8(MAGIC_AT) !== MAGIC || length !== RECORDS_AT - NOT_IN_LENGTH + compressed.length) {
    return undefined;
  }
  const last = header.readInt32BE(LAST_OFFSET_DELTA_AT);
  const count = header.readInt32BE(COUNT_AT);
  const records = [record(0, compressed, REASON, `${count} records cannot be decompressed: ${reason}`)];
  // Offsets of a compacted topic have gaps; what counts is that the batch ends where it ended.
  for (let at = 1; at < count; at++) {
    records.push(record(at === count - 1 ? last : at, Buffer.alloc(0), REST, ''));
  }
  return Buffer.concat(records);
}

/** Why the batch of a message could not be decoded; undefined for messages as they were sent. */
export function undecodableReason({ headers }: Pick<KafkaMessage, 'headers'>): string | undefined {
  return headers?.[REASON]?.toString();
}

/** Whether a message stands for one of those behind the first of an undecodable batch. */
export function isRestOfUndecodable({ headers }: Pick<KafkaMessage, 'headers'>): boolean {
  return headers?.[REST] !== undefined;
}

function record(offsetDelta: number, value: Buffer, header: string, text: string): Buffer {
  const NO_KEY = -1;
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(0),
    varint(offsetDelta),
    varint(NO_KEY),
    sized(value),
    varint(1),
    sized(Buffer.from(header)),
    sized(Buffer.from(text)),
  ]);
  return sized(body);
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** A signed 32-bit number as zigzag varint. */
function varint(number: number): Buffer {
  const bytes: number[] = [];
  let rest = ((number << 1) ^ (number >> 31)) >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
