import type { ChildProcess } from 'node:child_process';

/** The end of what a process writes to its standard error; reading it on also keeps the pipe from filling up. */
export function collect(child: ChildProcess): () => string {
  const KEPT = 16_384;
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk.toString('utf8')}`.slice(-KEPT);
  });
  return () => text;
}
