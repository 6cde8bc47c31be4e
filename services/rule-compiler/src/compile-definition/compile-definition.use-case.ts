import { type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { compileRule } from '../compiler/compile-rule';

type DefinitionVersion = TopicEvent<typeof topics.definition>['data'];
type PlanEvent = TopicEvent<typeof topics.plan>;

/** What is told of a definition version: its plan, or why it has none. Ids come from the version, so a repetition is recognisable. */
export function compileDefinition(definition: DefinitionVersion): PlanEvent {
  const { organisationId, audienceId, definitionVersion, ruleHash } = definition;
  const about = { organisationId, audienceId, definitionVersion, ruleHash };
  const envelope = {
    service: 'rule-compiler',
    organisationId,
    subject: audienceId,
    key: audienceId,
    identity: [audienceId, definitionVersion],
  };
  const compilation = compileRule(definition);
  return compilation.ok
    ? createEvent(topics.plan, {
        ...envelope,
        type: 'audience.plan.compiled.v1',
        data: { ...about, plan: compilation.plan },
      })
    : createEvent(topics.plan, {
        ...envelope,
        type: 'audience.plan.rejected.v1',
        data: { ...about, diagnostics: [...compilation.diagnostics] },
      });
}
