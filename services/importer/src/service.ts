import { topics } from '@muster/contracts';
import type { ServiceDefinition } from '@muster/platform';
import { importerClickHouseMigrations } from './clickhouse/migrations';
import { importerPostgres } from './database';
import { type ImporterConfig, importerConfig } from './importer.config';
import { ImporterModule } from './importer.module';
import { PARTITIONS_AT_A_TIME } from './ingest/ingest-limits';

/** Imports that a process takes from the topic, landed or waiting. */
const IMPORTS_IN_HAND = 32;

/** The importer: what it needs, and what it owns. */
export const importerService: ServiceDefinition<ImporterConfig> = {
  name: 'importer',
  config: importerConfig,
  module: ImporterModule,
  http: false,
  postgres: importerPostgres,
  clickhouse: { migrations: importerClickHouseMigrations },
  objectStore: true,
  // Imports wait inside the importer, in the order that is fair between organisations; see `ImportFileUseCase`.
  topicConcurrency: () => ({
    [topics.import.name]: IMPORTS_IN_HAND,
    [topics.ingestBehavior.name]: PARTITIONS_AT_A_TIME,
  }),
};
