export { calculatorService } from './service';
export { calculatorClickHouseMigrations } from './clickhouse-migrations';
export type { BoundPlan, QueryOwner, ShardPlan, UserShard } from './kept-reads/bound-plan';
export { keepAhead, type KeptAhead } from './kept-reads/keep-ahead';
export { snapshotWriterOf } from './snapshots/snapshot-writer-of';
export { calculatorConfig, type CalculatorConfig } from './calculator.config';
export { WorkInProgress } from './cancellation/work-in-progress';
export { LandedDataRepository } from './landed-data/landed-data.repository';
