import type { ServiceDefinition } from '@muster/platform';
import { type ExporterConfig, exporterConfig } from './exporter.config';
import { ExporterModule } from './exporter.module';

/** Writes the members of published runs to files in the object store. Owns no tables. */
export const exporterService: ServiceDefinition<ExporterConfig> = {
  name: 'exporter',
  config: exporterConfig,
  module: ExporterModule,
  http: false,
  clickhouse: { migrations: [] },
  objectStore: true,
};
