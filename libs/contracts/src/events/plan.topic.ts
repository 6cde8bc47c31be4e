import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { planSchema } from '../plan/plan';
import { audienceId, diagnostic, organisationId } from './common';

const about = {
  organisationId,
  audienceId,
  definitionVersion: z.number().int().positive(),
  ruleHash: z.string(),
};

export const planTopic = defineTopic({
  name: 'audience.plan.v1',
  summary: 'The compiled plan of each definition version, or why it cannot be compiled',
  cleanup: 'compact',
  key: 'audience',
  partitions: 12,
  events: [
    defineEvent(
      'audience.plan.compiled.v1',
      'A definition version has a plan',
      z.object({ ...about, plan: planSchema }),
    ),
    defineEvent(
      'audience.plan.rejected.v1',
      'A definition version cannot be compiled',
      z.object({ ...about, diagnostics: z.array(diagnostic).min(1) }),
    ),
  ],
});
