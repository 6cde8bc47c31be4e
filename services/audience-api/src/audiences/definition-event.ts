import { type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { SERVICE } from '../database/schema';
import type { AudienceEntity } from './audience.entity';
import type { SoundRule } from './rule-checker';

type DefinedAudience = Pick<AudienceEntity, 'id' | 'organisationId' | 'definitionVersion'>;

/** What tells of a definition version and has it compiled. Its id comes from the version, so a repetition is recognisable. */
export function definitionEvent(
  { id: audienceId, organisationId, definitionVersion }: DefinedAudience,
  timeZone: string,
  rule: SoundRule,
): TopicEvent<typeof topics.definition> {
  return createEvent(topics.definition, {
    type: definitionVersion === 1 ? 'audience.definition.created.v1' : 'audience.definition.changed.v1',
    service: SERVICE,
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [audienceId, definitionVersion],
    data: {
      organisationId,
      audienceId,
      definitionVersion,
      ruleHash: rule.hash,
      rule: rule.canonical,
      catalogue: rule.catalogue,
      timeZone,
    },
  });
}
