import { type Diagnostic, PLAN_VERSION, type TopicEvent, topics } from '@muster/contracts';
import { createEvent, isValidRegex } from '@muster/platform';
import { compileRule } from '../compiler/compile-rule';

/** What every event of the topic tells but the end of an audience. */
type DefinitionVersion = Exclude<
  TopicEvent<typeof topics.definition>,
  { type: 'audience.definition.deleted.v1' }
>['data'];
type PlanEvent = TopicEvent<typeof topics.plan>;

/** What is told of a definition version: its plan, or why it has none. Ids come from the version, so a repetition is recognisable. */
export function compileDefinition(definition: DefinitionVersion): PlanEvent {
  const compilation = compileRule({ ...definition, isValidRegex });
  return compilation.ok
    ? createEvent(topics.plan, {
        ...envelope(definition),
        type: 'audience.plan.compiled.v1',
        data: { ...about(definition), plan: compilation.plan },
      })
    : rejectDefinition(definition, compilation.diagnostics);
}

/** Tells that a definition version has no plan. */
export function rejectDefinition(
  definition: DefinitionVersion,
  diagnostics: readonly Diagnostic[],
): PlanEvent {
  return createEvent(topics.plan, {
    ...envelope(definition),
    type: 'audience.plan.rejected.v1',
    data: { ...about(definition), diagnostics: [...diagnostics] },
  });
}

function envelope({ organisationId, audienceId, definitionVersion }: DefinitionVersion) {
  return {
    service: 'rule-compiler',
    organisationId,
    subject: audienceId,
    key: audienceId,
    // A version that is compiled again after an upgrade has another plan, which must not be taken for the first.
    identity: [audienceId, definitionVersion, PLAN_VERSION],
  };
}

function about({ organisationId, audienceId, definitionVersion, ruleHash }: DefinitionVersion) {
  return { organisationId, audienceId, definitionVersion, ruleHash };
}
