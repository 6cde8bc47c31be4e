import { z } from 'zod';
import { ConfigError } from './config.error';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What reading a schema came to: its value, or one line for every bad variable. */
export type ConfigReading<Config> =
  | { readonly ok: true; readonly value: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the variables that a schema names. Describe each variable (`z.string().describe('a URL …')`): the description is
 * what a person reads when the value is bad. An empty variable counts as missing, as compose files set those.
 */
export function checkConfig<Config>(schema: z.ZodType<Config>, env: Environment): ConfigReading<Config> {
  const fields: Readonly<Record<string, z.core.$ZodType>> = schema instanceof z.ZodObject ? schema.shape : {};
  const isWanted = (name: string) => !(schema instanceof z.ZodObject) || name in fields;
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => isWanted(name) && value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return { ok: true, value: result.data };

  const problems = new Map<string, string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? 'environment');
    const field = fields[name];
    const expected = (field && z.globalRegistry.get(field)?.description) ?? issue.message;
    // The first issue of a variable is enough: the description says all that is expected of it.
    if (!problems.has(name)) {
      problems.set(name, `${name} is ${name in given ? 'not valid' : 'missing'}: expected ${expected}`);
    }
  }
  return { ok: false, problems: [...problems.values()] };
}

/** @throws ConfigError that names every bad variable and what is expected of it. */
export function readConfig<Config>(schema: z.ZodType<Config>, env: Environment): Config {
  const reading = checkConfig(schema, env);
  if (!reading.ok) throw new ConfigError(reading.problems);
  return reading.value;
}
