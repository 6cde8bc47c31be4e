import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ImportJobEntity } from './import-job.entity';
import type { ImportResult } from './import-result';

/** What a new attempt finds. */
export type Begun =
  | { readonly finished: true; readonly attempt: string; readonly result: ImportResult }
  /** `abandoned`: the attempt before, which has not ended the job. */
  | { readonly finished: false; readonly abandoned: string | undefined };

/** Which attempt at an import counts, and how the import ended. */
@Injectable()
export class ImportJobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes `attempt` the only one that may end the import, unless it has ended. */
  begin(organisation: string, importId: string, attempt: string): Promise<Begun> {
    return this.dataSource.transaction(async (manager): Promise<Begun> => {
      const jobs = manager.getRepository(ImportJobEntity);
      await manager
        .createQueryBuilder()
        .insert()
        .into(ImportJobEntity)
        .values({ importId, organisation, attempt, state: 'running' })
        .orIgnore()
        .execute();
      const job = await jobs.findOneOrFail({ where: { importId }, lock: { mode: 'pessimistic_write' } });
      const result = resultOf(job);
      if (result) return { finished: true, attempt: job.attempt, result };
      if (job.attempt === attempt) return { finished: false, abandoned: undefined };
      await jobs.update({ importId }, { attempt });
      return { finished: false, abandoned: job.attempt };
    });
  }

  /** Whether `attempt` is still the one that may end the import. */
  async isCurrent(importId: string, attempt: string): Promise<boolean> {
    return this.dataSource.getRepository(ImportJobEntity).existsBy({ importId, attempt, state: 'running' });
  }

  /** Passes the point after which the import cannot be cancelled; false when `attempt` is not the one that may end it. */
  async beginLanding(importId: string, attempt: string): Promise<boolean> {
    const { affected } = await this.dataSource
      .getRepository(ImportJobEntity)
      .update({ importId, attempt, state: 'running' }, { landing: true });
    return affected === 1;
  }

  /** Ends the import as cancelled, also one whose request has not come yet; false when it is being landed or has ended otherwise. */
  cancel(organisation: string, importId: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const jobs = manager.getRepository(ImportJobEntity);
      await manager
        .createQueryBuilder()
        .insert()
        .into(ImportJobEntity)
        .values({ importId, organisation, attempt: randomUUID(), state: 'cancelled' })
        .orIgnore()
        .execute();
      await jobs.update(
        { importId, organisation, state: 'running', landing: false },
        columnsOf({ state: 'cancelled' }),
      );
      return jobs.existsBy({ importId, organisation, state: 'cancelled' });
    });
  }

  /** Ends the import; false when another attempt has begun since, and nothing is changed. */
  async finish(importId: string, attempt: string, result: ImportResult): Promise<boolean> {
    const { affected } = await this.dataSource
      .getRepository(ImportJobEntity)
      .update({ importId, attempt, state: 'running' }, columnsOf(result));
    return affected === 1;
  }
}

function columnsOf(result: ImportResult): Partial<ImportJobEntity> {
  if (result.state === 'cancelled') return { state: 'cancelled' };
  const found = {
    ...result.counts,
    reportKey: result.reportKey ?? null,
    delimiter: result.delimiter ?? null,
    mistyped: result.mistyped,
    trimmedIds: result.trimmedIds,
  };
  if (result.state === 'completed') return { state: 'completed', ...found };
  const { code, message } = result.failure;
  return { state: 'failed', ...found, failureCode: code, failureMessage: message };
}

function resultOf(job: ImportJobEntity): ImportResult | undefined {
  const { rows, landed, rejected, mistyped, trimmedIds } = job;
  const found = {
    reportKey: job.reportKey ?? undefined,
    delimiter: job.delimiter ?? undefined,
    mistyped,
    trimmedIds,
  };
  switch (job.state) {
    case 'running':
      return undefined;
    case 'completed':
      return { state: 'completed', counts: { rows, landed, rejected }, ...found };
    case 'failed': {
      const failure = { code: job.failureCode ?? '', message: job.failureMessage ?? '' };
      return { state: 'failed', failure, counts: { rows, rejected }, ...found };
    }
    case 'cancelled':
      return { state: 'cancelled' };
  }
}
