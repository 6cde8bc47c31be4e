import type { Explanation, UserReference } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import type { AudienceEntity } from '../audiences/audience.entity';
import { notFound } from '../http/not-found';
import { explainRule } from './domain/explain-rule';
import type { ExplainedMoment } from './explained-moment';
import type { ExplanationOutcome } from './explanation.entity';

/**
 * An explanation as HTTP shows it.
 * @throws ProblemError for every outcome that is no answer.
 */
export function presentExplanation(
  { id: audienceId }: AudienceEntity,
  user: UserReference,
  moment: ExplainedMoment,
  outcome: ExplanationOutcome,
): Explanation {
  const { entityId, findings, inSnapshot } = completed(outcome);
  const { run, asOf, businessDate, definitionVersion, rule, catalogue } = moment;
  const nodes = explainRule(rule, findings, catalogue);
  const member = nodes[0]?.holds ?? false;
  const published =
    run && inSnapshot !== null
      ? { runId: run.id, runSeq: run.runSeq, member: inSnapshot, agrees: inSnapshot === member }
      : null;
  return {
    audienceId,
    definitionVersion,
    user: { ...user, entityId },
    asOf,
    businessDate,
    member,
    published,
    nodes,
  };
}

function completed(outcome: ExplanationOutcome): Extract<ExplanationOutcome, { kind: 'completed' }> {
  switch (outcome.kind) {
    case 'completed':
      return outcome;
    case 'rejected': {
      const [first] = outcome.diagnostics;
      const message = `the rule cannot be compiled: ${first?.message ?? 'for an unknown reason'}`;
      throw new ProblemError(409, first?.code ?? 'explanation.rejected', message, outcome.diagnostics);
    }
    case 'failed': {
      const { code, message } = outcome.failure;
      throw code === 'user.not-found' ? notFound('user') : new ProblemError(422, code, message);
    }
  }
}
