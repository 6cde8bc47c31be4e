export { importerClickHouseMigrations } from './clickhouse/migrations';
export { declarePropertyColumns } from './property-columns/declare-property-columns';
export { importerService } from './service';
