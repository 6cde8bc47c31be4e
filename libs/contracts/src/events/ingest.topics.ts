import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { behaviorRecord, profileRecord, tagRecord } from '../ingest/records';
import { organisationId } from './common';

/** What other teams send in. The same records can be landed from files; see `../ingest/records.ts`. */
const ingest = { cleanup: 'delete', key: 'organisation and user', partitions: 12 } as const;

export const ingestBehaviorTopic = defineTopic({
  ...ingest,
  name: 'ingest.behavior.v1',
  summary: 'Behaviours of users',
  events: [
    defineEvent(
      'ingest.behavior.received.v1',
      'A user did something in an application',
      z.strictObject({ organisationId, ...behaviorRecord.shape }),
    ),
  ],
});

export const ingestProfileTopic = defineTopic({
  ...ingest,
  name: 'ingest.profile.v1',
  summary: 'Users, their identities and attributes',
  events: [
    defineEvent(
      'ingest.profile.received.v1',
      'A user is known, with these identities and attributes',
      z.strictObject({ organisationId, ...profileRecord.shape }),
    ),
  ],
});

export const ingestTagTopic = defineTopic({
  ...ingest,
  name: 'ingest.tag.v1',
  summary: 'Tag values of users',
  events: [
    defineEvent(
      'ingest.tag.received.v1',
      'A user has a tag value from a date on, or lost it',
      z.strictObject({ organisationId, ...tagRecord.shape }),
    ),
  ],
});
