import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who Postgres runs as; nobody else than this process, unless this process is root. */
export type RunAs = AnotherUser | undefined;

interface AnotherUser {
  readonly uid: number;
  readonly gid: number;
  /** Whether the user needs help to get through folders that only root may pass, such as /root. */
  readonly needsPassage: boolean;
}

const USER = 'postgres';

/**
 * Postgres refuses to run as root, so for root there is a user for it, made when missing.
 * @param paths What the user must be able to reach.
 * @throws Error that says what to allow, when the user cannot reach one of them and cannot be helped.
 */
export async function postgresUser(paths: readonly string[]): Promise<RunAs> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await ids()) ?? (await makeUser());
  const closed = await firstClosedFolder(paths, user.uid);
  if (closed !== undefined && !(await canHelp())) {
    throw new Error(
      `PostgreSQL does not run as root but as another user, who cannot get through ${closed}: ` +
        `allow it with \`chmod o+x ${closed}\`, or install setpriv (util-linux)`,
    );
  }
  return { ...user, needsPassage: closed !== undefined };
}

/**
 * Starts a program as that user. Folders that only root may pass are passed by a capability to search folders and nothing more
 * (CAP_DAC_READ_SEARCH), which `setpriv` of util-linux hands over; Node.js itself cannot. Without `no_setuid_fixup` the kernel
 * ignores it in access(2), by which initdb looks for its siblings.
 */
export function spawnAs(
  user: RunAs,
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  if (!user) return spawn(program, args, options);
  const { uid, gid, needsPassage } = user;
  if (!needsPassage) return spawn(program, args, { ...options, uid, gid });
  const become = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const passage = [
    '--inh-caps',
    '+dac_read_search',
    '--ambient-caps',
    '+dac_read_search',
    '--securebits',
    '+no_setuid_fixup',
  ];
  return spawn('setpriv', [...become, ...passage, program, ...args], options);
}

async function ids(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', USER]), run('id', ['-g', USER])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function makeUser(): Promise<{ uid: number; gid: number }> {
  await run('groupadd', ['--force', USER]);
  await run('useradd', ['--gid', USER, '--no-create-home', USER]);
  const made = await ids();
  if (made) return made;
  throw new Error(`PostgreSQL cannot run as root, and a user ${USER} could not be made for it`);
}

async function firstClosedFolder(paths: readonly string[], uid: number): Promise<string | undefined> {
  for (const target of paths) {
    for (let path = dirname(target); path !== parse(path).root; path = dirname(path)) {
      const { mode, uid: owner } = await stat(path);
      if ((mode & 0o001) === 0 && owner !== uid) return path;
    }
  }
  return undefined;
}

async function canHelp(): Promise<boolean> {
  return run('setpriv', ['--version']).then(
    () => true,
    () => false,
  );
}
