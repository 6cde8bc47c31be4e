import { randomBytes } from 'node:crypto';
import { chmod, chown, copyFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '@muster/standalone/engines';
import { Client } from 'pg';
import { UNSAFE_BUT_FAST } from '../engines/embedded';
import { tempFolder } from '../temp-folder';
import { waitFor } from '../wait-for';
import type { TestCertificates } from './certificates-for-test';

export interface PostgresOverTls {
  /** Without anything about TLS. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own that shows the certificate, and lets nobody in who does not ask for TLS. */
export async function postgresOverTls(certificates: TestCertificates): Promise<PostgresOverTls> {
  const folder = await tempFolder();
  const data = join(folder.path, 'postgres', 'data');
  const account = { user: 'muster', password: randomBytes(12).toString('hex') };
  const server = await startPostgres({
    folder: join(folder.path, 'postgres'),
    ...account,
    settings: UNSAFE_BUT_FAST,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await folder.dispose();
  };
  try {
    // PostgreSQL refuses a key that is not its own, and who it runs as is known only now.
    const { uid, gid } = await stat(data);
    for (const [from, name] of [
      [certificates.cert, 'server.crt'],
      [certificates.key, 'server.key'],
    ] as const) {
      await copyFile(from, join(data, name));
      await chown(join(data, name), uid, gid);
      await chmod(join(data, name), 0o600);
    }
    await writeFile(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    await ask(server.url, 'ALTER SYSTEM SET ssl = on', 'SELECT pg_reload_conf()');
    const overTls = `${server.url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(certificates.ca)}`;
    await waitFor(() => ask(overTls, 'SELECT 1').then(() => true), { what: 'PostgreSQL to take TLS' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, stop };
}

async function ask(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
