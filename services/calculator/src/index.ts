export { calculatorClickHouseMigrations } from './snapshots/snapshots.migrations';
