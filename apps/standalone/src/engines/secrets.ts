import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeWhole } from './write-whole';

/** Passwords of the engines in one data folder; made at the first start. */
export interface Secrets {
  readonly postgresPassword: string;
  readonly clickhousePassword: string;
  readonly objectStoreKey: string;
  readonly adminToken: string;
}

/** The secrets of a data folder, readable for its owner only. */
export async function secretsOf(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return JSON.parse(text) as Secrets;
  const made: Secrets = {
    postgresPassword: secret(),
    clickhousePassword: secret(),
    objectStoreKey: secret(),
    adminToken: secret(),
  };
  await writeWhole(file, JSON.stringify(made, undefined, 2));
  return made;
}

const secret = (): string => randomBytes(24).toString('hex');
