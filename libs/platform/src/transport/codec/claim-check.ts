import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { topicsByName } from '@muster/contracts';
import type { ObjectStore } from '../../object-store/object-store.port';
import { claimScheme, claimsOf, isOfOrganisation } from './claim-keys';

/** Where data waits that is too large for a message. */
export type ClaimStore = Pick<ObjectStore, 'put' | 'get'>;

/** What a claim is parked for. */
export interface ClaimOwner {
  readonly topic: string;
  /** Of the event: names its organisation. */
  readonly source: string;
  readonly partitionkey: string;
}

/**
 * Parks data of an event and returns the reference that travels instead. Its key is the digest of the data within the organisation: what
 * is in many events is one object, and nobody can tell by a digest, or by the age of an object, what another organisation has.
 */
export async function parkClaim(store: ClaimStore, owner: ClaimOwner, json: Buffer): Promise<string> {
  const digest = createHash('sha256').update(json).digest('hex');
  const key = `${claimsOf(owner, topicsByName.get(owner.topic)?.cleanup)}/${digest}.json`;
  await store.put('claims', key, json, 'application/json');
  return claimScheme + key;
}

/** Whether a reference is one that `parkClaim` made for the organisation of a source: nothing else can be read through a message. */
export function isClaim(reference: string, source: string): boolean {
  return reference.startsWith(claimScheme) && isOfOrganisation(reference.slice(claimScheme.length), source);
}

/** @throws PermanentError `object.not-found` when the data is gone. */
export async function fetchClaim(store: ClaimStore, reference: string): Promise<string> {
  return text(await store.get('claims', reference.slice(claimScheme.length)));
}
