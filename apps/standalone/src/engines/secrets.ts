import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from './write-whole';

const secretText = z.string().min(16);

/** Passwords of the engines in one data folder; made at the first start. */
const secretsSchema = z.object({
  postgresPassword: secretText,
  clickhousePassword: secretText,
  objectStoreKey: secretText,
  adminToken: secretText,
});
export type Secrets = Readonly<z.infer<typeof secretsSchema>>;

/**
 * The secrets of a data folder, readable for its owner only.
 * @throws Error when the file holds something else.
 */
export async function secretsOf(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return parse(text, file);
  const made: Secrets = {
    postgresPassword: secret(),
    clickhousePassword: secret(),
    objectStoreKey: secret(),
    adminToken: secret(),
  };
  await writeWhole(file, JSON.stringify(made, undefined, 2));
  return made;
}

function parse(text: string, file: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} does not hold the secrets of a Muster folder; ${RESTORE}`, { cause: error });
  }
}

/** What to do when the secrets are not those of the data. */
export const RESTORE =
  'put back the file that belongs to this folder, or move the folder away to begin with an empty one';

const secret = (): string => randomBytes(24).toString('hex');
