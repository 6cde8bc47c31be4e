import type { HistoryPage } from '@muster/contracts';
import type { RunEntity } from '../runs/run.entity';

/** A completed run as a result among others. */
export function presentResult(run: RunEntity): HistoryPage['results'][number] {
  const { id: runId, runSeq, definitionVersion, asOf, businessDate, count, keptAsHistory } = run;
  return { runId, runSeq, definitionVersion, asOf, businessDate, count: count ?? 0, keptAsHistory };
}
