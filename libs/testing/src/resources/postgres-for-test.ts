import { Client } from 'pg';
import { engineVariable, uniqueName } from './test-resource';
import type { TestResource } from './test-resource';

/** A database of its own. */
export async function postgresForTest(): Promise<TestResource> {
  const name = uniqueName();
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(engineVariable('TEST_POSTGRES_URL'));
  url.pathname = `/${name}`;
  return {
    env: { POSTGRES_URL: url.toString() },
    // Forced: what a test has left connected must not keep it.
    dispose: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(statement: string): Promise<void> {
  const client = new Client({ connectionString: engineVariable('TEST_POSTGRES_URL') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
