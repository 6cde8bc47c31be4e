import { DependencyDownError } from '../../errors/errors';

/** SQLSTATE classes and codes of a server that is away, starting, stopping or out of connections. */
const DOWN_STATES = /^(08|57P0[1-5]|53300|53400|25006|40001|40P01)/;

/** What sockets and node-postgres say of a lost connection. */
const DOWN_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
const DOWN_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Translates what node-postgres throws into what the retry policy understands. */
export function translatePostgresError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const down = DOWN_CODES.has(code) || DOWN_STATES.test(code) || DOWN_MESSAGES.test(error.message);
  if (!down) return error;
  return new DependencyDownError('broker', `Postgres does not answer: ${error.message}`, { cause: error });
}
