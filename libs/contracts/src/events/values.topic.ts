import { z } from 'zod';
import { mistypedValues } from '../catalogue/mistyped-values';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { organisationId } from './common';

export const valuesTopic = defineTopic({
  name: 'audience.values.v1',
  summary: 'Values that were landed and do not fit the catalogue',
  cleanup: 'delete',
  key: 'organisation',
  partitions: 12,
  events: [
    defineEvent(
      'audience.values.mistyped.v1',
      'A batch of ingest topics had values of another type than the catalogue declares; rules count them as missing',
      z.object({ organisationId, values: z.array(mistypedValues) }),
    ),
  ],
});
