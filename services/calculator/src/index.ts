export { calculatorService } from './service';
export { calculatorClickHouseMigrations } from './snapshots/snapshots.migrations';
