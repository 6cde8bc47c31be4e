import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder {
  readonly path: string;
  dispose(): Promise<void>;
}

/** An empty folder for one test; readable by other users, as PostgreSQL is one when the tests run as root. */
export async function tempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'muster-test-'));
  await chmod(path, 0o711);
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
