import { topics, type TopicEvent } from '@muster/contracts';
import { createEvent } from '@muster/platform';

type Behaviour = TopicEvent<typeof topics.ingestBehavior>;

/** Users who have events, and know each other by nothing but their entity IDs. */
export const USERS = 100_000;

const EVENTS = ['view', 'cart', 'purchase'];
const FIRST_DAY = Date.UTC(2026, 0, 1);
const DAYS = 3;
const DAY_MS = 86_400_000;

/** Behaviours of a shop as its servers send them, with three properties; the same number gives the same one. */
export function behaviour(organisationId: string, number: number): Behaviour {
  // A step that has no factor in common with the number of users visits all of them.
  const user = `user-${String((number * 7_919) % USERS)}`;
  return createEvent(topics.ingestBehavior, {
    ...{ service: 'shop', organisationId, subject: user, key: user, identity: [String(number)] },
    type: 'ingest.behavior.received.v1',
    data: {
      organisationId,
      user: { idType: 'entity', id: user },
      app: 'shop',
      event: EVENTS[number % EVENTS.length] ?? 'view',
      time: new Date(FIRST_DAY + ((number * 104_729) % (DAYS * DAY_MS))).toISOString(),
      eventId: `event-${String(number)}`,
      properties: {
        price: (number % 10_000) / 100,
        page: `/products/${String(number % 500)}`,
        mobile: number % 2 === 0,
      },
    },
  });
}

export function profile(organisationId: string, number: number): TopicEvent<typeof topics.ingestProfile> {
  const entityId = `user-${String(number)}`;
  return createEvent(topics.ingestProfile, {
    ...{
      service: 'shop',
      organisationId,
      subject: entityId,
      key: entityId,
      identity: ['profile', String(number)],
    },
    type: 'ingest.profile.received.v1',
    data: { organisationId, entityId, attributes: { age: 18 + (number % 60) } },
  });
}
