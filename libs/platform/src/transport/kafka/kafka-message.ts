import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { RawMessage } from '../codec/raw-message';
import { undecodableReason } from './compression/undecodable-batch';

/** A fetched message in the form that all transports share. A repeated header counts with its last value. */
export function toRawMessage(message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): RawMessage {
  const unreadable = undecodableReason(message);
  if (unreadable !== undefined) {
    return { key: undefined, headers: {}, value: message.value ?? Buffer.alloc(0), unreadable };
  }
  return {
    key: message.key ?? undefined,
    headers: toTextHeaders(message.headers ?? {}),
    // A tombstone has no value; as an event it is unparsable like any other empty one.
    value: message.value ?? Buffer.alloc(0),
  };
}

function toTextHeaders(headers: IHeaders): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) text[name] = last.toString();
  }
  return text;
}
