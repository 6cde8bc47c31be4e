export { importerClickHouseMigrations } from './clickhouse/migrations';
export { declarePropertyColumns } from './property-columns/declare-property-columns';
export { landedDataChecks } from './data-checks/landed-data-checks';
export { importerService } from './service';
export { checkProfile } from './reading/check-profile';
export { profileShape } from './reading/csv-shapes';
export { readRows } from './reading/read-rows';
