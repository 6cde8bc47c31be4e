import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { IdempotencyKeyEntity } from './idempotency-key.entity';
import type { IdempotentRequest } from './idempotent-request';

/** Runs the work of a request once per Idempotency-Key. */
@Injectable()
export class IdempotentRequests {
  constructor(private readonly database: DataSource) {}

  /**
   * Runs `work` in a transaction, and keeps its result there under the request's key; a repeated request gets that result and no
   * work is done. Two at once: the second waits for the first.
   * @param scope whose key it is: an organisation's id, or `administrator`.
   * @param work returns plain JSON, ids of what it created.
   * @throws ProblemError 422 `idempotency.key-reused` when the key came with another request before.
   */
  async once<Result extends object>(
    scope: string,
    { key, fingerprint }: IdempotentRequest,
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(async (manager) => {
      if (key === undefined) return work(manager);
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${scope}\n${key}`]);
      const keys = manager.getRepository(IdempotencyKeyEntity);
      const known = await keys.findOneBy({ scope, key });
      if (known && !known.fingerprint.equals(fingerprint)) {
        const message = 'this Idempotency-Key was used for another request; take a new one';
        throw new ProblemError(422, 'idempotency.key-reused', message);
      }
      // The fingerprint holds the route, so what is stored is what this very work returned.
      if (known) return known.result as Result;
      const result = await work(manager);
      await keys.insert({ scope, key, fingerprint, result, createdAt: new Date() });
      return result;
    });
  }
}
