import { createClient } from '@clickhouse/client';
import { engineVariable, uniqueName } from './test-resource';
import type { TestResource } from './test-resource';

/** A database of its own. */
export async function clickhouseForTest(): Promise<TestResource> {
  const name = uniqueName();
  await execute(`CREATE DATABASE ${name}`);
  return {
    env: { CLICKHOUSE_URL: engineVariable('TEST_CLICKHOUSE_URL'), CLICKHOUSE_DATABASE: name },
    dispose: () => execute(`DROP DATABASE IF EXISTS ${name} SYNC`),
  };
}

async function execute(query: string): Promise<void> {
  const client = createClient({ url: engineVariable('TEST_CLICKHOUSE_URL') });
  try {
    await client.command({ query });
  } finally {
    await client.close();
  }
}
