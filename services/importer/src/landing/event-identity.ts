import { deterministicId } from '@muster/platform';

/**
 * The identity of an event that its sender has named: the same from a file and from a topic, so that an event which comes both
 * ways is one. Equal ids of different users, applications, events or times are different events all the same.
 */
export function senderEventId(eventId: string): string {
  return deterministicId('sender-event', eventId);
}
