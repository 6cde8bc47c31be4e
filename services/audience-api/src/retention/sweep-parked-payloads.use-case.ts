import { Inject, Injectable } from '@nestjs/common';
import {
  Deletions,
  isForgottenByBroker,
  messageOf,
  ObjectStore,
  SERVICE_CONFIG,
  type ListedObject,
} from '@muster/platform';
import type { AudienceApiConfig } from '../config';

const DAY_MS = 86_400_000;
/** Pages of one turn: 100,000 objects. The next turn goes on where this one ended. */
const MOST_PAGES = 100;

/**
 * Deletes data of messages that were parked in the object store, when no message can name them any more: by their age, which begins anew
 * whenever they are parked again. Of a message that the broker keeps for ever, the newest stay however old they are.
 */
@Injectable()
export class SweepParkedPayloads {
  private position = '';

  constructor(
    private readonly objects: ObjectStore,
    private readonly deletions: Deletions,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async execute(now = new Date()): Promise<void> {
    const before = now.getTime() - this.config.RETENTION_PARKED_DAYS * DAY_MS;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { objects: listed, more } = await this.objects.list('claims', this.position);
      const objects = more ? withoutCutMessage(listed) : listed;
      const newest = newestOfEach(objects);
      const doomed = objects
        .filter(({ modifiedAt }) => modifiedAt.getTime() < before)
        .map(({ key }) => key)
        .filter((key) => isForgottenByBroker(key, (claim) => newest.get(messageOf(claim)) === claim));
      await this.objects.deleteAll('claims', doomed);
      this.deletions.count('parked-payloads', doomed.length);
      this.position = more ? (objects.at(-1)?.key ?? '') : '';
      if (!more) return;
    }
  }
}

/** A page without those of its last message key, of which there may be more on the next one; whole when it has no others. */
function withoutCutMessage(objects: readonly ListedObject[]): readonly ListedObject[] {
  const last = objects.at(-1);
  if (!last) return objects;
  const cut = objects.findIndex(({ key }) => messageOf(key) === messageOf(last.key));
  return cut > 0 ? objects.slice(0, cut) : objects;
}

/** Of a key with more objects than a page has, one stays for each page: it is never the newest that goes. */
function newestOfEach(objects: readonly ListedObject[]): ReadonlyMap<string, string> {
  const newest = new Map<string, ListedObject>();
  for (const object of objects) {
    const known = newest.get(messageOf(object.key));
    if (!known || known.modifiedAt <= object.modifiedAt) newest.set(messageOf(object.key), object);
  }
  return new Map([...newest].map(([message, { key }]) => [message, key]));
}
