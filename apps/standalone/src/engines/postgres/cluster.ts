import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent } from '../process/end-with-parent';
import { collect } from './last-words';
import { spawnAs } from './run-as';
import type { RunAs } from './run-as';

export interface ClusterOptions {
  readonly user: string;
  readonly password: string;
  /** Whether the cluster must survive a power failure from the start; waiting for the disk takes most of a second. */
  readonly sync: boolean;
}

/**
 * Makes a cluster, aside and then renamed: an `initdb` that was killed leaves what looks like one.
 * @param data Where the cluster is to be.
 * @throws Error when `initdb` fails.
 */
export async function initialise(
  initdb: string,
  data: string,
  user: RunAs,
  options: ClusterOptions,
): Promise<void> {
  const aside = `${data}.incoming`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  const secrets = await mkdtemp(join(tmpdir(), 'muster-initdb-'));
  const passwordFile = join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (user) {
      for (const path of [aside, secrets, passwordFile]) await chown(path, user.uid, user.gid);
    }
    const child = spawnAs(
      user,
      initdb,
      [
        `--pgdata=${aside}`,
        `--username=${options.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Text sorts by bytes, the same on every machine.
        '--locale=C',
        ...(options.sync ? [] : ['--no-sync']),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    );
    endWithParent(child, 'KILL');
    const said = collect(child);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`initdb failed with exit code ${String(code)}:\n${said()}`);
    await rename(aside, data);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}
