import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ObjectStore } from '../../object-store/object-store.port';

/** Where data waits that is too large for a message. */
export type ClaimStore = Pick<ObjectStore, 'put' | 'get'>;

const SCHEME = 'claims:';

/**
 * Parks the data of an event and returns the reference that travels instead. The key is made of the event and of the data,
 * so publishing again writes the same object again, and a consumer of any earlier message still finds what it tells of.
 */
export async function parkClaim(store: ClaimStore, topic: string, id: string, json: Buffer): Promise<string> {
  const digest = createHash('sha256').update(json).digest('hex');
  const key = `${topic}/${id}/${digest}.json`;
  await store.put('claims', key, json, 'application/json');
  return SCHEME + key;
}

/** Whether a reference is one that `parkClaim` made: nothing else of the store can be read through a message. */
export function isClaim(reference: string): boolean {
  return /^claims:[A-Za-z0-9][A-Za-z0-9._-]*\/[0-9a-f-]{36}\/[0-9a-f]{64}\.json$/.test(reference);
}

/** @throws PermanentError `object.not-found` when the data is gone. */
export async function fetchClaim(store: ClaimStore, reference: string): Promise<string> {
  return text(await store.get('claims', reference.slice(SCHEME.length)));
}
