export { calculatorService } from './service';
export { calculatorClickHouseMigrations } from './clickhouse-migrations';
