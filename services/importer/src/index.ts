export { importerClickHouseMigrations } from './clickhouse/migrations';
