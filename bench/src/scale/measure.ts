import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { RunResource } from '@muster/contracts';

/** One computation of all audiences. */
export interface Round {
  readonly audiencesPerSecond: number;
  /** Cores of the machine that were not idle, on average, whoever used them. */
  readonly coresBusy: number;
  /** Statements that the engine executed at a time, on average: its own time of all runs by the time that passed. */
  readonly statements: number;
}

export async function measure(compute: () => Promise<readonly RunResource[]>): Promise<Round> {
  const [begun, idleBefore] = [performance.now(), idleMs()];
  const runs = await compute();
  const passedMs = performance.now() - begun;
  const engineMs = runs.reduce((sum, run) => sum + (run.engineMs ?? 0), 0);
  return {
    audiencesPerSecond: (runs.length * 1000) / passedMs,
    coresBusy: cpus().length - (idleMs() - idleBefore) / passedMs,
    statements: engineMs / passedMs,
  };
}

/** Idle time of all cores since the machine started, in milliseconds. */
function idleMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
