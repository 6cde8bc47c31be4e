import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Variable with the folder of the whole test run: what a killed test leaves there goes with the run. */
export const RUN_FOLDER = 'MUSTER_TEST_FOLDER';

export interface TempFolder {
  readonly path: string;
  dispose(): Promise<void>;
}

/** An empty folder for one test; readable by other users, as PostgreSQL is one when the tests run as root. */
export async function tempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(process.env[RUN_FOLDER] ?? tmpdir(), 'muster-test-'));
  await chmod(path, 0o711);
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
