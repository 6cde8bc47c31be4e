import { cpus } from 'node:os';
import { summarise } from '../summary';
import type { Round } from './measure';

export interface Throughput {
  readonly calculators: number;
  readonly rounds: readonly Round[];
}

/** Medians of the rounds. */
export function printScale(
  throughputs: readonly Throughput[],
  { audiences, users }: { readonly audiences: number; readonly users: number },
): void {
  const median = ({ rounds }: Throughput, of: keyof Round) =>
    summarise(rounds.map((round) => round[of])).median;
  const [first] = throughputs;
  const rows = throughputs.map((throughput) => {
    const speed = median(throughput, 'audiencesPerSecond');
    const ratio = first ? speed / median(first, 'audiencesPerSecond') : NaN;
    return [
      String(throughput.calculators).padStart(13),
      speed.toFixed(1).padStart(15),
      ratio.toFixed(2).padStart(8),
      median(throughput, 'coresBusy').toFixed(2).padStart(13),
      median(throughput, 'statements').toFixed(2).padStart(22),
    ].join('');
  });
  process.stdout.write(
    [
      `  ${audiences} audiences over ${users} users, ${throughputs[0]?.rounds.length ?? 0} rounds;`,
      `  ${cpus().length} cores, shared with the engine, the broker and the API`,
      '  calculators    audiences/s   ratio   cores busy   statements at a time',
      ...rows,
      '',
    ].join('\n'),
  );
}
