import type { DataSource } from 'typeorm';
import { createClickHouseDatabase, migrateClickHouse } from '../clickhouse/migrate-clickhouse';
import { HttpClickHouse } from '../clickhouse/http-clickhouse';
import type { PlatformConfig } from '../config/platform-config';
import type { HealthCheck } from '../health/health-checks';
import { PostgresInbox } from '../inbox/postgres-inbox';
import type { Log } from '../logs/log';
import { Deletions } from '../metrics/deletions';
import type { Metrics } from '../metrics/metrics';
import { MinioObjectStore } from '../object-store/minio-object-store';
import { outboxMetrics } from '../outbox/outbox-metrics';
import { OutboxRelay } from '../outbox/outbox-relay';
import { openDataSource } from '../postgres/open-data-source';
import { postgresFailure } from '../postgres/postgres.errors';
import { transportMetrics } from '../transport/transport-metrics';
import { contractTopics, createTransport, type Transport } from '../transport/transport';
import type { Closers } from './closers';
import type { PostgresSchema, ServiceDefinition } from './service-definition';
import { untilUp } from './until-up';

/** What a service works with, connected and migrated. */
export interface Backends {
  readonly objectStore: MinioObjectStore;
  readonly transport: Transport;
  readonly clickhouse: HttpClickHouse | undefined;
  readonly postgres: PostgresBackend | undefined;
  readonly checks: readonly HealthCheck[];
  readonly deletions: Deletions;
}

export interface PostgresBackend {
  readonly definition: PostgresSchema;
  readonly dataSource: DataSource;
  readonly inbox: PostgresInbox;
}

type Definition = Pick<ServiceDefinition, 'name' | 'postgres' | 'clickhouse'>;

interface Surroundings {
  readonly config: PlatformConfig;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Gets everything that was opened, also when a later step fails. */
  readonly closers: Closers;
  readonly topicConcurrency?: Readonly<Record<string, number>> | undefined;
}

/** Opens what the definition uses; waits a while for what does not answer yet. */
export async function openBackends(definition: Definition, around: Surroundings): Promise<Backends> {
  const { config, log, metrics, closers, topicConcurrency } = around;
  const deletions = new Deletions(metrics);
  const objectStore = new MinioObjectStore(config.objectStore);
  await untilUp(log, () => objectStore.createBuckets());
  const clickhouse = await openClickHouse(definition, around);

  const transport = createTransport({
    config: config.transport,
    clientId: definition.name,
    log,
    claims: objectStore,
    metrics: transportMetrics(metrics),
    concurrency: config.handlerConcurrency,
    ...(topicConcurrency && { topicConcurrency }),
  });
  closers.add(() => transport.close());
  await untilUp(log, () => transport.start(contractTopics));
  const postgres = await openPostgres(definition, around, transport, deletions);

  return {
    objectStore,
    transport,
    clickhouse,
    postgres,
    deletions,
    checks: [
      { name: 'objectStore', check: () => objectStore.check() },
      { name: 'broker', check: () => transport.checkHealth() },
      ...(clickhouse ? [{ name: 'clickhouse', check: () => clickhouse.check() }] : []),
      ...(postgres ? [{ name: 'postgres', check: () => checkPostgres(postgres.dataSource) }] : []),
    ],
  };
}

async function openClickHouse(
  { name, clickhouse: wanted }: Definition,
  { config, log, closers }: Surroundings,
): Promise<HttpClickHouse | undefined> {
  const settings = config.clickhouse;
  if (!wanted || !settings) return undefined;
  await untilUp(log, () => createClickHouseDatabase(settings));
  const clickhouse = new HttpClickHouse(settings, name);
  closers.add(() => clickhouse.close());
  const applied = await untilUp(log, () => migrateClickHouse(clickhouse, name, wanted.migrations));
  if (applied.length > 0) log.info('applied ClickHouse migrations', { applied });
  return clickhouse;
}

async function openPostgres(
  { name, postgres: definition }: Definition,
  { config, log, metrics, closers }: Surroundings,
  transport: Transport,
  deletions: Deletions,
): Promise<PostgresBackend | undefined> {
  const url = config.postgresUrl;
  if (!definition || url === undefined) return undefined;
  const dataSource = await untilUp(log, () => openDataSource(url, definition, name, config.postgresPoolSize));
  closers.add(() => dataSource.destroy());
  const inbox = new PostgresInbox(dataSource, deletions);
  if (definition.outbox) {
    const relay = new OutboxRelay({
      dataSource,
      postgresUrl: url,
      schema: definition.schema,
      publisher: transport.publisher,
      metrics: outboxMetrics(metrics, dataSource),
      log,
    });
    relay.start();
    // Closed before the transport is: see the order in startService.
    closers.add(() => relay.stop());
    inbox.start((error) => {
      log.warn('old inbox entries were not removed', { error });
    });
    closers.add(() => {
      inbox.stop();
      return Promise.resolve();
    });
  }
  return { definition, dataSource, inbox };
}

async function checkPostgres(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.query('SELECT 1');
  } catch (error) {
    throw postgresFailure(error);
  }
}
