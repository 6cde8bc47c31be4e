import { readFile } from 'node:fs/promises';
import { MusterClient } from '@muster/contracts';
import type { CreateImportRequest } from '@muster/contracts';
import { z } from 'zod';
import { writeWhole } from '../engines/write-whole';
import { demoAudiences } from './demo-audiences';
import { demoCatalogue } from './demo-catalogue';
import { demoFiles } from './demo-data';

/** The organisation to try things out with. */
export interface DemoOrganisation {
  readonly organisationId: string;
  /** Its bearer token. */
  readonly token: string;
}

export interface SeedOptions {
  readonly url: string;
  readonly adminToken: string;
  /** Where it is kept how far the demo is: later starts tell the same token, and an interrupted one goes on. */
  readonly stateFile: string;
  readonly onProgress: (sentence: string) => void;
}

const stateSchema = z.strictObject({
  organisationId: z.uuid(),
  token: z.string(),
  /** The data are those of the 90 days before it. */
  until: z.iso.datetime(),
  finished: z.boolean(),
});
type State = z.infer<typeof stateSchema>;

/**
 * Makes the demo organisation, the way any user would: over HTTP, and by importing files. Each step can be repeated without a
 * trace (equal data land once, audiences are found by name), so a start that was killed is made good by the next one.
 */
export async function seedDemo(options: SeedOptions): Promise<DemoOrganisation> {
  const known = await readState(options.stateFile);
  const state = known ?? (await register(options));
  if (!state.finished) {
    options.onProgress('making the demo organisation (only at the first start)');
    const client = new MusterClient(options.url, state.token);
    await client.declare(demoCatalogue);
    const files = demoFiles(new Date(state.until));
    await land(client, { kind: 'users', format: 'ndjson' }, files.users);
    await Promise.all([
      land(client, { kind: 'behaviors', format: 'csv' }, files.behaviors),
      land(client, { kind: 'tags', format: 'ndjson' }, files.tags),
    ]);
    await createAudiences(client);
    await writeWhole(options.stateFile, JSON.stringify({ ...state, finished: true }));
  }
  return { organisationId: state.organisationId, token: state.token };
}

async function register({ url, adminToken, stateFile }: SeedOptions): Promise<State> {
  const until = new Date().toISOString();
  const { id, token } = await new MusterClient(url, adminToken).registerOrganisation({
    name: 'Demo',
    timeZone: 'Europe/London',
  });
  const state: State = { organisationId: id, token, until, finished: false };
  await writeWhole(stateFile, JSON.stringify(state));
  return state;
}

async function readState(file: string): Promise<State | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text));
}

async function land(client: MusterClient, request: CreateImportRequest, file: string): Promise<void> {
  const { id } = await client.importFile(request, file);
  const job = await client.finishedImport(id);
  if (job.state === 'completed' && job.rejected === 0) return;
  throw new Error(
    `the import of demo ${request.kind} ended as ${job.state}: ${job.failure?.message ?? 'rows were rejected'}`,
  );
}

/** Creates the audiences that are not there yet and waits until each has a result. */
async function createAudiences(client: MusterClient): Promise<void> {
  const { audiences } = await client.audiences();
  const runs = await Promise.all(
    demoAudiences.map(async (audience) => {
      const known = audiences.find(({ name }) => name === audience.name);
      return known?.lastRun.id ?? (await client.createAudience(audience)).runId;
    }),
  );
  for (const runId of runs) {
    const run = await client.finishedRun(runId);
    if (run.state !== 'completed') {
      throw new Error(
        `a demo audience ended as ${run.state}: ${run.failure?.message ?? 'no reason was given'}`,
      );
    }
  }
}
