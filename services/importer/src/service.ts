import type { ServiceDefinition } from '@muster/platform';
import { z } from 'zod';
import { importerClickHouseMigrations } from './clickhouse/migrations';
import { importerPostgres } from './database';
import { ImporterModule } from './importer.module';

/** The importer: what it needs, and what it owns. */
export const importerService: ServiceDefinition = {
  name: 'importer',
  config: z.object({}),
  module: ImporterModule,
  http: false,
  postgres: importerPostgres,
  clickhouse: { migrations: importerClickHouseMigrations },
  objectStore: true,
};
