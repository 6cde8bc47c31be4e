import { MAX_INLINE_DATA_BYTES, type CloudEvent } from '@muster/contracts';
import { parkClaim, type ClaimStore } from './claim-check';
import type { RawMessage } from './raw-message';

/**
 * Writes an event in CloudEvents' binary mode: attributes as `ce_` headers, data as the value. Data of more than 64 KiB is
 * parked in the object store; the message then carries `ce_dataref` and an empty value.
 */
export async function encodeEvent(claims: ClaimStore, topic: string, event: CloudEvent): Promise<RawMessage> {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': datacontenttype ?? 'application/json' };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) headers[`ce_${name}`] = value;
  }
  let value = Buffer.from(JSON.stringify(data));
  if (value.length > MAX_INLINE_DATA_BYTES) {
    headers.ce_dataref = await parkClaim(claims, topic, event.id, value);
    value = Buffer.alloc(0);
  }
  return { key: Buffer.from(event.partitionkey), headers, value };
}
