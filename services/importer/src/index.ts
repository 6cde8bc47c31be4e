export { importerClickHouseMigrations } from './clickhouse/migrations';
export { importerService } from './service';
