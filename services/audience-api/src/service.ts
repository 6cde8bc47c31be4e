import type { ServiceDefinition } from '@muster/platform';
import { AudienceApiModule } from './audience-api.module';
import { audienceApiConfig, type AudienceApiConfig } from './config';
import { audienceApiSchema } from './database/postgres-schema';
import { SERVICE } from './database/schema';

/** Definitions, runs, imports and exports over HTTP. Owns no tables in ClickHouse: it reads members there. */
export const audienceApiService: ServiceDefinition<AudienceApiConfig> = {
  name: SERVICE,
  config: audienceApiConfig,
  module: AudienceApiModule,
  http: true,
  postgres: audienceApiSchema,
  clickhouse: { migrations: [] },
  objectStore: true,
};
