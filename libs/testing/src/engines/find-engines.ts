import { embeddedClickHouse, embeddedObjectStore, embeddedPostgres } from './embedded';
import { clickHouseContainer, kafkaContainer, objectStoreContainer, postgresContainer } from './containers';
import { fromDocker } from './docker';
import { firstOf, fromVariable } from './found-engine';
import type { EngineName, EngineSource, FoundEngine } from './found-engine';
import { localClickHouse } from './local-clickhouse';
import { localKafka } from './local-kafka';
import { localMinio } from './local-minio';

/** Ways to each engine, best first: one that is given, one in Docker, one on this machine, the embedded one. */
const SOURCES: Readonly<Record<EngineName, readonly EngineSource[]>> = {
  postgres: [given('TEST_POSTGRES_URL', 'PostgreSQL', {}), fromDocker(postgresContainer), embeddedPostgres],
  clickhouse: [
    given('TEST_CLICKHOUSE_URL', 'ClickHouse', {}),
    fromDocker(clickHouseContainer),
    localClickHouse,
    embeddedClickHouse,
  ],
  'object-store': [
    given('TEST_S3_URL', 'object store', {
      TEST_S3_ACCESS_KEY: 'minioadmin',
      TEST_S3_SECRET_KEY: 'minioadmin',
    }),
    fromDocker(objectStoreContainer),
    localMinio,
    embeddedObjectStore,
  ],
  kafka: [given('TEST_KAFKA_BROKERS', 'Apache Kafka', {}), fromDocker(kafkaContainer), localKafka],
};

export const ENGINE_NAMES = Object.keys(SOURCES) as readonly EngineName[];

/** Finds an engine; a text says why there is none. */
export async function findEngine(name: EngineName, folder: string): Promise<FoundEngine | string> {
  return firstOf(SOURCES[name], folder);
}

/** An engine at the address in a variable; further variables have defaults. */
function given(variable: string, what: string, defaults: Readonly<Record<string, string>>): EngineSource {
  return fromVariable(variable, (value) => ({
    took: `${what} at ${withoutPassword(value)}`,
    real: true,
    env: {
      [variable]: value,
      ...Object.fromEntries(
        Object.entries(defaults).map(([name, fallback]) => [name, process.env[name] ?? fallback]),
      ),
    },
  }));
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
