import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, endProcess, isRunning } from '@muster/standalone/engines';
import { ENGINE_NAMES, findEngine } from '../engines/find-engines';
import type { EngineName, FoundEngine } from '../engines/found-engine';
import { RUN_FOLDER } from '../temp-folder';

const PREFIX = 'muster-tests-';
const PROCESSES = 'processes.json';
/** How long a leftover of a killed test run may take to end, in milliseconds. */
const LEFTOVER_PATIENCE_MS = 5_000;

/** Why an engine is missing, for the helpers that skip suites. */
export const missingVariable = (name: EngineName): string =>
  `TEST_MISSING_${name.toUpperCase().replace('-', '_')}`;

/** The engines of one test run, in one temporary folder; each is started once, and told to the workers by variables. */
export class TestEngines {
  private readonly started: FoundEngine[] = [];
  private readonly byName = new Map<EngineName, FoundEngine>();

  private constructor(private readonly folder: string) {}

  /**
   * Starts what `MUSTER_TEST_ENGINES` names (a list; everything, unless told) and prints one line for each engine.
   * @throws Error when an engine that `MUSTER_REQUIRE_ENGINES` lists has no real one (`minio` means the object store).
   */
  static async start(): Promise<TestEngines> {
    const wanted = listed('MUSTER_TEST_ENGINES');
    const asked = wanted.length === 0 ? ENGINE_NAMES : wanted;
    const required = listed('MUSTER_REQUIRE_ENGINES');
    await removeLeftovers();
    const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    // PostgreSQL runs as another user when the tests run as root.
    chmodSync(folder, 0o711);
    process.env[RUN_FOLDER] = folder;
    const engines = new TestEngines(folder);
    const missing = await Promise.all(asked.map((name) => engines.add(name, required.includes(name))));
    for (const name of ENGINE_NAMES.filter((each) => !asked.includes(each))) {
      process.env[missingVariable(name)] = 'not in MUSTER_TEST_ENGINES';
    }
    const complaints = missing.filter((line) => line !== undefined);
    if (complaints.length === 0) return engines;
    await engines.stop();
    throw new Error(complaints.join('\n'));
  }

  /** Processes of an engine; none when it is another one's. */
  pidsOf(name: EngineName): readonly number[] {
    return this.byName.get(name)?.pids ?? [];
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map((engine) => engine.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** For the end of the process, when nothing can be waited for. */
  killAll(): void {
    for (const pid of this.started.flatMap((engine) => engine.pids)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Resolves to a complaint when the engine is required and is not there, or not the real one. */
  private async add(name: EngineName, isRequired: boolean): Promise<string | undefined> {
    const found = await findEngine(name, this.folder);
    if (typeof found === 'string') {
      process.env[missingVariable(name)] = found;
      process.stdout.write(`${name}: none, suites that need it are skipped (${found})\n`);
      return isRequired
        ? `${name} is required (MUSTER_REQUIRE_ENGINES), but there is none: ${found}`
        : undefined;
    }
    this.started.push(found);
    this.byName.set(name, found);
    writeFileSync(join(this.folder, PROCESSES), JSON.stringify(this.started.flatMap(({ pids }) => pids)));
    Object.assign(process.env, found.env);
    process.stdout.write(`${name}: ${found.took}\n`);
    return isRequired && !found.real
      ? `${name} is required (MUSTER_REQUIRE_ENGINES), but this is a stand-in: ${found.took}`
      : undefined;
  }
}

/** Names of engines in a variable, separated by commas. `minio` is the object store. */
function listed(variable: string): readonly EngineName[] {
  const names = (process.env[variable] ?? '').split(',').filter((name) => name !== '');
  return names.map((given) => {
    const name = given === 'minio' ? 'object-store' : given;
    const known = ENGINE_NAMES.find((each) => each === name);
    if (known) return known;
    throw new Error(`${variable} has "${given}", but the engines are ${ENGINE_NAMES.join(', ')}`);
  });
}

/** What a test run left that was killed before it could clean up. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || (await isRunning(Number(owner)))) continue;
    const folder = join(tmpdir(), name);
    for (const pid of pidsIn(join(folder, PROCESSES))) {
      // Ids are used again: only what works in the folder is ours.
      if ((await commandLine(pid)).includes(folder)) await endProcess(pid, 'SIGKILL', LEFTOVER_PATIENCE_MS);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function pidsIn(file: string): number[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as number[];
  } catch {
    return [];
  }
}
