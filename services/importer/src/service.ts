import type { ServiceDefinition } from '@muster/platform';
import { importerClickHouseMigrations } from './clickhouse/migrations';
import { importerPostgres } from './database';
import { type ImporterConfig, importerConfig } from './importer.config';
import { ImporterModule } from './importer.module';

/** The importer: what it needs, and what it owns. */
export const importerService: ServiceDefinition<ImporterConfig> = {
  name: 'importer',
  config: importerConfig,
  module: ImporterModule,
  http: false,
  postgres: importerPostgres,
  clickhouse: { migrations: importerClickHouseMigrations },
  objectStore: true,
};
