import { ProblemError } from '@muster/platform';
import type { RunEntity } from '../runs/run.entity';

/** @throws ProblemError 409 `run.no-result` when the run was never published */
export function requireResult(run: RunEntity): RunEntity {
  if (run.state === 'completed') return run;
  throw new ProblemError(409, 'run.no-result', `run ${run.id} has no result: it is ${run.state}`);
}
