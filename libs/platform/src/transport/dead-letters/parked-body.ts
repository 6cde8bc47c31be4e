import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../../object-store/object-store.port';
import type { LetterBody } from './dead-letter-sink';

/** Where bodies of dead letters wait that are too large for a message. */
export type BodyStore = Pick<ObjectStore, 'put' | 'get'>;

/** Keys of parked bodies begin so, in the bucket of claims. */
export const PARKED_BODIES = 'dead-letters/';

/** Parks a body under its digest, so that a message that is buried again is parked once. */
export async function parkBody(store: BodyStore, topic: string, body: Buffer): Promise<LetterBody> {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const key = `${PARKED_BODIES}${topic}/${sha256}`;
  await store.put('claims', key, body, 'application/octet-stream');
  return { kind: 'parked', key, bytes: body.length, sha256 };
}

/** @throws PermanentError `object.not-found` when the body is gone. */
export async function fetchBody(store: BodyStore, key: string): Promise<Buffer> {
  return buffer(await store.get('claims', key));
}

/** Whether a key is one that `parkBody` made: nothing else of the store can be published through a dead letter. */
export function isParkedBody(key: string): boolean {
  return /^dead-letters\/[A-Za-z0-9][A-Za-z0-9._-]*\/[0-9a-f]{64}$/.test(key);
}
