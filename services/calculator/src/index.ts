export { calculatorService } from './service';
export { calculatorClickHouseMigrations } from './clickhouse-migrations';
export type { BoundPlan, QueryOwner, ShardPlan, UserShard } from './kept-reads/bound-plan';
export { keepAhead, type KeptAhead } from './kept-reads/keep-ahead';
