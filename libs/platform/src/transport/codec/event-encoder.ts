import { MAX_INLINE_DATA_BYTES, type CloudEvent } from '@muster/contracts';
import { parkClaim, type ClaimStore } from './claim-check';
import { PARKED_FIELDS, splitData } from './parked-fields';
import type { RawMessage } from './raw-message';

/**
 * Writes an event in CloudEvents' binary mode: attributes as `ce_` headers, data as the value. Data of more than 64 KiB is
 * parked in the object store; the message then carries `ce_dataref` and an empty value. Fields that a topic's events have in common are
 * parked first, each by itself, and named in a header: a plan is parked once, not with every run.
 */
export async function encodeEvent(claims: ClaimStore, topic: string, event: CloudEvent): Promise<RawMessage> {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': datacontenttype ?? 'application/json' };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) headers[`ce_${name}`] = value;
  }
  const owner = { topic, source: event.source, partitionkey: event.partitionkey };
  let value: Buffer = Buffer.from(JSON.stringify(data));
  if (value.length > MAX_INLINE_DATA_BYTES) {
    const { rest, fields } = splitData(topic, data);
    const parked: Record<string, string> = {};
    for (const [name, json] of fields) parked[name] = await parkClaim(claims, owner, json);
    if (fields.length > 0) headers[PARKED_FIELDS] = JSON.stringify(parked);
    value = rest;
  }
  if (value.length > MAX_INLINE_DATA_BYTES) {
    headers.ce_dataref = await parkClaim(claims, owner, value);
    value = Buffer.alloc(0);
  }
  return { key: Buffer.from(event.partitionkey), headers, value };
}
