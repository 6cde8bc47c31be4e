import { createHash } from 'node:crypto';
import { topicsByName, type Cleanup } from '@muster/contracts';
import { PARKED_BODIES } from '../dead-letters/parked-body';
import type { ClaimOwner } from './claim-check';

export const claimScheme = 'claims:';

/** `passing`: the broker forgets the messages that name it. `kept`: the broker keeps the newest message of each key for ever. */
const KEY =
  /^(?:passing\/(?<passing>[0-9a-f-]{36})|kept\/(?<kept>[0-9a-f-]{36})\/[A-Za-z0-9][A-Za-z0-9._-]*\/[0-9a-f]{64})\/[0-9a-f]{64}\.json$/;
/** Of releases that made keys of the topic and the event. */
const FORMER_KEY = /^(?<topic>[A-Za-z0-9][A-Za-z0-9._-]*)\/[0-9a-f-]{36}\/[0-9a-f]{64}\.json$/;
/** Of events without an organisation. */
const NO_ORGANISATION = '00000000-0000-0000-0000-000000000000';

/** The beginning of the keys of an owner's claims. A compacted topic keeps those of each message key apart, so that older ones can go. */
export function claimsOf({ topic, source, partitionkey }: ClaimOwner, cleanup: Cleanup = 'delete'): string {
  const organisation = organisationOf(source);
  if (cleanup !== 'compact') return `passing/${organisation}`;
  return `kept/${organisation}/${topic}/${createHash('sha256').update(partitionkey).digest('hex')}`;
}

export function isOfOrganisation(key: string, source: string): boolean {
  const groups = KEY.exec(key)?.groups;
  if (!groups) return FORMER_KEY.test(key);
  return (groups['passing'] ?? groups['kept']) === organisationOf(source);
}

/**
 * Which of some old claims no message can name any more.
 * @param keys in their order; those of one message key follow each other.
 * @param isNewest whether a claim of a compacted topic is the newest of its message key: the topic still has the message.
 */
export function isForgottenByBroker(key: string, isNewest: (key: string) => boolean): boolean {
  if (key.startsWith('passing/') || key.startsWith(PARKED_BODIES)) return true;
  if (key.startsWith('kept/')) return !isNewest(key);
  const topic = FORMER_KEY.exec(key)?.groups?.['topic'];
  // One that no topic of today has written is nobody's.
  return topic !== undefined && topicsByName.get(topic)?.cleanup !== 'compact';
}

/** What the claims of one message key have in common. */
export function messageOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

function organisationOf(source: string): string {
  return /^\/organisations\/([0-9a-f-]{36})\//.exec(source)?.[1] ?? NO_ORGANISATION;
}
