import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitForEnd } from '@muster/standalone/engines';

const run = promisify(execFile);
const END_PATIENCE_MS = 20_000;

/** A process and all that it has started, parents first: PostgreSQL works in a process for each connection. */
async function treeOf(root: number): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const children = new Map<number, number[]>();
  for (const [, pid, parent] of stdout.matchAll(/(\d+)\s+(\d+)/g)) {
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(pid)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** `kill -9` of a process and all that it has started; resolves when they are gone. */
export async function killTree(root: number): Promise<void> {
  // Stopped first: nothing starts anything while it is being killed.
  const tree = await signalTree(root, 'SIGSTOP');
  for (const pid of tree) send(pid, 'SIGKILL');
  for (const pid of tree) await waitForEnd(pid, END_PATIENCE_MS);
}

/** Sends a signal to a process and all that it has started: `SIGSTOP` freezes them, `SIGCONT` lets them go on. */
export async function signalTree(root: number, signal: NodeJS.Signals): Promise<readonly number[]> {
  send(root, signal);
  const tree = await treeOf(root);
  for (const pid of tree) send(pid, signal);
  return tree;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
