import { performance } from 'node:perf_hooks';
import { cpuTimeOf } from '../rules/measure/engine-cpu';

/** Processes that take part, by their name in the report. */
export type Processes = Readonly<Record<string, readonly number[]>>;

export interface Ingested {
  readonly events: number;
  readonly seconds: number;
  readonly landings: number;
  readonly runs: number;
  /** Processor time in seconds, by the names of the processes. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** What a work takes of the processors, process by process. */
export async function measureIngest(
  processes: Processes,
  work: () => Promise<Pick<Ingested, 'events' | 'landings' | 'runs'>>,
): Promise<Ingested> {
  const [before, begun] = [await cpuOf(processes), performance.now()];
  const done = await work();
  const [after, ended] = [await cpuOf(processes), performance.now()];
  const cpu = Object.fromEntries(
    Object.keys(processes).map((name) => [name, ((after[name] ?? NaN) - (before[name] ?? NaN)) / 1000]),
  );
  return { ...done, seconds: (ended - begun) / 1000, cpu };
}

async function cpuOf(processes: Processes): Promise<Record<string, number>> {
  const times = Object.entries(processes).map(async ([name, pids]) => {
    const own = await Promise.all(pids.map((pid) => cpuTimeOf(pid)));
    return [name, own.reduce<number>((sum, time) => sum + (time ?? NaN), 0)] as const;
  });
  return Object.fromEntries(await Promise.all(times));
}
