import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { catalogueSchema } from '../catalogue/catalogue';
import { ruleSchema } from '../rule/rule.schema';
import { audienceId, organisationId, timeZone } from './common';

const definitionVersion = z.object({
  organisationId,
  audienceId,
  definitionVersion: z.number().int().positive(),
  /** Hash of the canonical rule; equal rules have equal hashes. */
  ruleHash: z.string(),
  /** The rule in canonical form. */
  rule: ruleSchema,
  /** The part of the organisation's catalogue that the rule names: a compiler needs nothing else. */
  catalogue: catalogueSchema,
  timeZone,
});

export const definitionTopic = defineTopic({
  name: 'audience.definition.v1',
  summary: 'What each audience is: its rule, version by version',
  cleanup: 'compact,delete',
  key: 'audience',
  partitions: 12,
  events: [
    defineEvent('audience.definition.created.v1', 'An audience was created', definitionVersion),
    defineEvent(
      'audience.definition.changed.v1',
      'An audience has a new definition version',
      definitionVersion,
    ),
    defineEvent(
      'audience.definition.deleted.v1',
      'An audience was deleted; its runs have ended',
      z.object({ organisationId, audienceId, definitionVersion: z.number().int().positive() }),
    ),
  ],
});
