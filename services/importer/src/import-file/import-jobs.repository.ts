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

  /** Ends the import; false when another attempt has begun since, and nothing is changed. */
  async finish(importId: string, attempt: string, result: ImportResult): Promise<boolean> {
    const { affected } = await this.dataSource
      .getRepository(ImportJobEntity)
      .update({ importId, attempt, state: 'running' }, columnsOf(result));
    return affected === 1;
  }
}

function columnsOf(result: ImportResult): Partial<ImportJobEntity> {
  const reportKey = result.reportKey ?? null;
  return result.state === 'completed'
    ? { state: 'completed', reportKey, ...result.counts }
    : {
        state: 'failed',
        reportKey,
        failureCode: result.failure.code,
        failureMessage: result.failure.message,
      };
}

function resultOf(job: ImportJobEntity): ImportResult | undefined {
  const reportKey = job.reportKey ?? undefined;
  switch (job.state) {
    case 'running':
      return undefined;
    case 'completed': {
      const { rows, landed, rejected } = job;
      return { state: 'completed', counts: { rows, landed, rejected }, reportKey };
    }
    case 'failed':
      return {
        state: 'failed',
        failure: { code: job.failureCode ?? '', message: job.failureMessage ?? '' },
        reportKey,
      };
  }
}
