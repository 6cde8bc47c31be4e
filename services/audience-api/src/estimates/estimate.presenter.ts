import type { EstimateResource } from '@muster/contracts';
import { ProblemError } from '@muster/platform';
import { refusedBody } from '../http/request-body.pipe';
import type { RunTime } from '../runs/domain/as-of';
import type { AnsweredEstimate } from './estimate-rule.use-case';

/**
 * An estimate as HTTP shows it.
 * @throws ProblemError 400 when the rule cannot be compiled; 409 `estimate.superseded`; 422 with the code of a calculator's refusal,
 *   such as `calculation.over-budget`; 504 `estimate.timed-out`.
 */
export function presentEstimate(
  { id, outcome }: AnsweredEstimate,
  { asOf, businessDate }: RunTime,
): EstimateResource {
  switch (outcome.kind) {
    case 'completed': {
      const { count, conditions, engineMs, rowsToRead } = outcome;
      return { id, count, conditions: [...conditions], asOf, businessDate, engineMs, rowsToRead };
    }
    case 'rejected':
      throw refusedBody(
        outcome.diagnostics.map((problem) => ({ ...problem, pointer: `/rule${problem.pointer}` })),
      );
    case 'failed':
      throw new ProblemError(422, outcome.failure.code, outcome.failure.message);
    case 'superseded':
      throw new ProblemError(
        409,
        'estimate.superseded',
        'a newer estimate of this session has taken its place',
      );
    case 'cancelled':
      throw new ProblemError(
        504,
        'estimate.timed-out',
        'the estimate took too long and was stopped; try again, or save the audience and let it run',
      );
  }
}
