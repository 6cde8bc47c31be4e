import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { organisationId, timeZone } from './common';

/** Services that land data need an organisation's time zone to know its local days; they keep it from this topic. */
export const organisationTopic = defineTopic({
  name: 'audience.organisation.v1',
  summary: 'Organisations and the time zone that defines their local days',
  cleanup: 'compact',
  key: 'organisation',
  partitions: 1,
  events: [
    defineEvent(
      'audience.organisation.registered.v1',
      'An organisation exists; its time zone never changes',
      z.object({ organisationId, name: z.string(), timeZone }),
    ),
  ],
});
