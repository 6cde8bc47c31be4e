import { ClickHouseError } from '@clickhouse/client';
import { DependencyDownError } from '@muster/platform';

/** Codes of the engine for work that it could do if it were less, or later, with the reason. */
const COSTS: Readonly<Record<string, string>> = {
  '159': 'TIMEOUT_EXCEEDED: the limit of time',
  '173': 'CANNOT_ALLOCATE_MEMORY: the host is short of memory now',
  '241': 'MEMORY_LIMIT_EXCEEDED: of the query, or of all of them together',
  '243': 'NOT_ENOUGH_SPACE: the disk is full',
  '252': 'TOO_MANY_PARTS: merges are behind',
};

/** Whether keeping failed because of what it costs: the plan can be executed without. */
export function isTooCostly(error: unknown): boolean {
  const answer = error instanceof DependencyDownError ? error.cause : error;
  return answer instanceof ClickHouseError && answer.code in COSTS;
}
