import fc from 'fast-check';
import type { ServiceProcess } from '../processes/service-process';
import { waitFor } from '../wait-for';

export interface Kill {
  /** Index of the process. */
  readonly victim: number;
  /** How much work is done, from the kill before on, until this one. */
  readonly afterWork: number;
}

/** The same seed gives the same kills. */
export function randomKills(
  seed: number,
  kills: number,
  processes: number,
  mostWork: number,
): readonly Kill[] {
  const kill = fc.record({
    victim: fc.noBias(fc.integer({ min: 0, max: processes - 1 })),
    afterWork: fc.noBias(fc.integer({ min: 0, max: mostWork })),
  });
  return fc.sample(kill, { seed, numRuns: kills });
}

/**
 * `kill -9`s processes one after the other while they work, and starts each again at once, whatever happens to the others meanwhile: for
 * moments all of them may be dead. Resolves when all live again.
 * @param workDone how much work is done; it must go on whoever is dead.
 */
export async function killWhileWorking(
  processes: readonly ServiceProcess[],
  kills: readonly Kill[],
  workDone: () => number,
): Promise<void> {
  const restarts = processes.map(() => Promise.resolve());
  for (const { victim, afterWork } of kills) {
    const goal = workDone() + afterWork;
    await waitFor(() => workDone() >= goal, { what: `work ${goal}`, timeoutMs: 60_000, pollMs: 5 });
    const [process] = processes.slice(victim);
    if (!process) throw new Error(`there is no process ${victim}`);
    await restarts[victim];
    await process.kill();
    const restart = process.start();
    // A failure is thrown where the restart is awaited, which may be long after it happened.
    restart.catch(() => undefined);
    restarts[victim] = restart;
  }
  await Promise.all(restarts);
}
