import { DependencyDownError } from '../../errors/errors';
import { isPostgresDown } from '../../postgres/postgres.errors';

/** Translates what node-postgres throws: here PostgreSQL is the broker, whatever it is to the service. */
export function translatePostgresError(error: unknown): unknown {
  if (!isPostgresDown(error)) return error;
  return new DependencyDownError('broker', 'the PostgreSQL that carries the events does not answer', {
    cause: error,
  });
}
