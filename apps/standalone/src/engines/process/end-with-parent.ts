import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Has a process end with this one, however this one ends: a kill -9, a closed terminal, a crash. For programs that must not be reached by
 * the terminal's signals and would go on by themselves.
 *
 * A shell, in a group of its own too, waits for the end of a pipe that this process holds open. Rejected: the kernel's signal at the death of
 * a parent (`PR_SET_PDEATHSIG`), which Node.js cannot ask for and other systems have not got.
 */
export function endWithParent(child: ChildProcess, signal: 'INT' | 'KILL'): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  const script = `cat >/dev/null; kill -${signal} "$1" 2>/dev/null`;
  const watcher = spawn('/bin/sh', ['-c', script, 'muster-watcher', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it the process still ends with a parent that ends orderly.
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  // The pipe and the watcher are no reasons to go on.
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  // By then its id may belong to another program.
  child.once('exit', () => watcher.kill('SIGKILL'));
}
