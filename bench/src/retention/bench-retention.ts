import { benchRetiredRuns } from './retired-runs';
import { benchRetiredSnapshots } from './retired-snapshots';

/** A year and a half of a day's 350 audiences. */
const RUNS = 200_000;

/** How fast the results of 200,000 runs are let go of in Postgres, and their snapshots deleted in ClickHouse. */
export async function benchRetention(options: readonly string[]): Promise<void> {
  if (options.length > 0) throw new Error(`retention takes no ${options.join(', ')}`);
  const print = (text: string) => process.stdout.write(`  ${text}\n`);
  await benchRetiredRuns(RUNS, print);
  await benchRetiredSnapshots(RUNS, print);
}
