import { z } from 'zod';
import { declaredTypesSchema } from '../catalogue/declared-types';
import { catalogueName } from '../ingest/records';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { organisationId } from './common';

/**
 * What an organisation has declared, as far as those need to know who keep the data. A topic of its own: compaction keeps the
 * newest event of an organisation, which may not be at the cost of the one that registers it.
 */
export const catalogueTopic = defineTopic({
  name: 'audience.catalogue.v1',
  summary: 'Declared properties of events, which become columns',
  cleanup: 'compact',
  key: 'organisation',
  partitions: 1,
  events: [
    defineEvent(
      'audience.catalogue.declared.v1',
      'The catalogue has been extended; all properties of events that it has now, each name and type once, without lists',
      z.object({
        organisationId,
        properties: z.array(
          z.object({ name: catalogueName, type: z.enum(['string', 'number', 'boolean', 'time']) }),
        ),
        /** Everything that is declared now. Absent in events of before 2026-11-29. */
        declared: declaredTypesSchema.optional(),
      }),
    ),
  ],
});
