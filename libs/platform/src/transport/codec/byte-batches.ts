import type { RawMessage } from './raw-message';

/** What a record takes beside its key, value and headers, and a header beside its name and value, in bytes at most. */
const RECORD_OVERHEAD = 32;
const HEADER_OVERHEAD = 10;

/** Size of a message as a record of Kafka, never too small. */
export function recordBytes({ key, headers, value }: RawMessage): number {
  let bytes = RECORD_OVERHEAD + (key?.length ?? 0) + value.length;
  for (const [name, text] of Object.entries(headers)) {
    bytes += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return bytes;
}

/** Cuts messages, in their order, into batches of at most `maxBytes`; one that is larger is alone. */
export function* byteBatches<Message extends RawMessage>(
  messages: Iterable<Message>,
  maxBytes: number,
): Generator<Message[]> {
  let batch: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = recordBytes(message);
    if (batch.length > 0 && bytes + size > maxBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
