import { readFile } from 'node:fs/promises';

/** The kernel counts time of processes in hundredths of a second, on every architecture that Node.js runs on. */
const TICK_MS = 10;
/** Of the fields after the name in brackets: `utime` and `stime`. */
const [UTIME, STIME] = [11, 12];

/**
 * Processor time that a process has used so far, in milliseconds, in steps of 10; undefined where there is no `/proc`. Unlike the
 * wall clock it does not run while others have the processor.
 */
export async function cpuTimeOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [UTIME, STIME].map((index) => Number(fields?.[index]));
  return ticks.every(Number.isFinite) ? ticks.reduce((sum, value) => sum + value, 0) * TICK_MS : undefined;
}
