import { createClient } from '@clickhouse/client';
import { randomBytes } from 'node:crypto';
import { startClickHouse } from '@muster/standalone/engines';
import { tempFolder } from '../temp-folder';
import { engineVariable, uniqueName } from './test-resource';
import type { TestResource } from './test-resource';

/** A database of its own. */
export async function clickhouseForTest(): Promise<TestResource> {
  return databaseIn(engineVariable('TEST_CLICKHOUSE_URL'));
}

/** A database in a new instance of standalone's server, whatever ClickHouse the other suites have. */
export async function embeddedClickHouseForTest(): Promise<TestResource> {
  const folder = await tempFolder();
  const engine = await startClickHouse({
    folder: folder.path,
    user: 'muster',
    password: randomBytes(12).toString('hex'),
  });
  const database = await databaseIn(engine.url);
  return {
    env: database.env,
    dispose: async () => {
      await engine.stop();
      await folder.dispose();
    },
  };
}

async function databaseIn(url: string): Promise<TestResource> {
  const name = uniqueName();
  await execute(url, `CREATE DATABASE ${name}`);
  return {
    env: { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: name },
    dispose: () => execute(url, `DROP DATABASE IF EXISTS ${name} SYNC`),
  };
}

async function execute(url: string, query: string): Promise<void> {
  const client = createClient({ url });
  try {
    await client.command({ query });
  } finally {
    await client.close();
  }
}
