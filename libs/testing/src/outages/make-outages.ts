import { commandLine, isRunning } from '@muster/standalone/engines';
import { waitFor } from '../wait-for';
import type { Outage } from './outage-plan';
import { killTree, signalTree } from './process-tree';
import type { Victim } from './victim';

/** How often a victim is started again until it stays: engines that it needs may be away too. */
const MAX_STARTS = 20;
const STALLED_MS = 180_000;

/** What became of the processes. */
export interface OutageReport {
  /** Every process that has been there, with its command line: ids are given to others again. */
  readonly processes: ReadonlyMap<number, string>;
  /** Services and engines that ended by themselves, without having been killed. */
  readonly deaths: readonly string[];
}

/**
 * Makes outages one after the other; each lasts as long as it lasts while the next ones begin, so that for moments several or all
 * victims may be away. Resolves when all are back.
 * @param workDone how much work is done. Outages wait for it, so that they hit a system at work on any machine.
 */
export async function makeOutages(
  victims: readonly Victim[],
  outages: readonly Outage[],
  workDone: () => number,
): Promise<OutageReport> {
  const processes = new Map<number, string>();
  const note = async (pid: number): Promise<void> => {
    if (!processes.has(pid)) processes.set(pid, await commandLine(pid));
  };
  const deaths: string[] = [];
  const absences = new Map<Victim, Promise<void>>();

  const leave = (victim: Victim, absence: Promise<void>): void => {
    const ended = absence.finally(() => absences.delete(victim));
    // A failure is thrown where it is awaited, which may be long after it happened.
    ended.catch(() => undefined);
    absences.set(victim, ended);
  };
  /** Notes the processes, and starts those again that nobody has killed. */
  const lookAfter = async (victim: Victim): Promise<void> => {
    if (absences.has(victim)) return;
    const pid = pidOf(victim);
    await note(pid);
    if (await isRunning(pid)) return;
    deaths.push(victim.name);
    leave(victim, comeBack(victim));
  };

  for (const [at, outage] of outages.entries()) {
    const goal = workDone() + outage.afterWork;
    const isDone = async (): Promise<boolean> => {
      for (const victim of victims) await lookAfter(victim);
      return workDone() >= goal;
    };
    const what = `the work before outage ${at + 1} of ${outages.length}`;
    await waitFor(isDone, { what, timeoutMs: STALLED_MS, pollMs: 20 });
    const [victim] = victims.slice(outage.victim);
    if (!victim) throw new Error(`there is no victim ${outage.victim}`);
    await absences.get(victim);
    leave(victim, takeAway(victim, outage));
  }
  await Promise.all(absences.values());
  for (const victim of victims) await lookAfter(victim);
  await Promise.all(absences.values());
  for (const victim of victims) await note(pidOf(victim));
  return { processes, deaths };
}

function pidOf({ name, pid }: Victim): number {
  const current = pid();
  if (current === undefined) throw new Error(`${name} has no process`);
  return current;
}

async function takeAway(victim: Victim, { kind, awayMs }: Outage): Promise<void> {
  const pid = pidOf(victim);
  if (kind === 'freeze') {
    await signalTree(pid, 'SIGSTOP');
    await pause(awayMs);
    await signalTree(pid, 'SIGCONT');
    return;
  }
  await killTree(pid);
  await pause(awayMs);
  await comeBack(victim);
}

async function comeBack(victim: Victim): Promise<void> {
  for (let start = 1; ; start++) {
    try {
      await victim.restart();
      return;
    } catch (error) {
      if (start === MAX_STARTS) throw error;
      await pause(250);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
