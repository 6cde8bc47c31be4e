import { ClickHouseError } from '@clickhouse/client';
import { PROPERTY_COLUMN } from '@muster/contracts';
import { ENGINE_AWAY } from './clickhouse.errors';

/** Why the engine will not do it, in three kinds that a caller tells apart. */
export type EngineRefusalKind = 'time-limit' | 'memory-limit' | 'refused-by-engine';

export interface EngineRefusal {
  readonly kind: EngineRefusalKind;
  /** The engine's own code and name, without its text: that quotes the statement, which is not for users. */
  readonly message: string;
}

/**
 * Engine errors that may be gone when the same statement is tried again, with the reason, beside those that say that the
 * engine is away. Every other answer of the engine is about the statement or its data and comes back on every try. The list
 * is of the curable ones, so that an error that nobody thought of ends the work visibly instead of being retried and buried
 * in a dead-letter topic.
 */
const CURABLE: Readonly<Record<string, string>> = {
  ...ENGINE_AWAY,
  '173': 'CANNOT_ALLOCATE_MEMORY: the host is short of memory now',
  '216': 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: the statement gets another id with the next try',
  '319': 'UNKNOWN_STATUS_OF_INSERT: a replica did not answer in time',
  '394': 'QUERY_WAS_CANCELLED: by an operator, or because the connection was lost',
  '395':
    'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: our own statement found something gone that it was composed with',
  '473': 'DEADLOCK_AVOIDED: another statement held the lock',
  '497': 'ACCESS_DENIED: an operator can grant what is missing',
};

const THROWN_BY_STATEMENT = '395';
const UNKNOWN_IDENTIFIER = '47';
const QUERY_WAS_CANCELLED = '394';
const TIMEOUT_EXCEEDED = '159';
const MEMORY_LIMIT_EXCEEDED = '241';

/** Whether a statement of ours has found that something is gone that it was composed with: composed again, it goes without. */
export function isSomethingGone(error: unknown): boolean {
  return error instanceof ClickHouseError && error.code === THROWN_BY_STATEMENT;
}

/** Whether somebody has stopped the query in the engine: `cancelQueries`, an operator, or a connection that was lost. */
export function isCancelledQuery(error: unknown): boolean {
  return error instanceof ClickHouseError && error.code === QUERY_WAS_CANCELLED;
}

/**
 * Whether the engine has refused a statement for a reason that no retry cures.
 * @returns undefined for everything else: curable refusals, broken connections, errors of our own.
 */
export function engineRefusal(error: unknown): EngineRefusal | undefined {
  if (!(error instanceof ClickHouseError) || error.code in CURABLE || isColumnToCome(error)) return undefined;
  const name = `${error.type ?? 'error'} (${error.code})`;
  // A retry would spend the same time again and most likely end the same way.
  if (error.code === TIMEOUT_EXCEEDED) {
    return { kind: 'time-limit', message: `the engine stopped at its time limit: ${name}` };
  }
  if (error.code === MEMORY_LIMIT_EXCEEDED) {
    return isLimitOfTheQuery(error.message)
      ? { kind: 'memory-limit', message: `the engine stopped at the memory limit of a query: ${name}` }
      : undefined;
  }
  return { kind: 'refused-by-engine', message: `the engine refused the statement: ${name}` };
}

/**
 * A plan may be executed before the owner of `events` has heard that a property was declared, and given it a column. The first
 * name in the message is the one that is unknown; the statement is quoted after it.
 */
function isColumnToCome({ code, message }: ClickHouseError): boolean {
  if (code !== UNKNOWN_IDENTIFIER) return false;
  const [, name = ''] = /[`'](\w+)[`']/.exec(message) ?? [];
  return PROPERTY_COLUMN.test(name);
}

/**
 * One code stands for two things: the limit of the query, which it meets again, and that of the user or the whole server,
 * which depends on what else runs. Wording of engines until 24 ("Memory limit (for query) exceeded") and of newer ones
 * ("Query memory limit exceeded").
 */
function isLimitOfTheQuery(message: string): boolean {
  return /\(for query\) exceeded|query memory limit exceeded/i.test(message);
}
