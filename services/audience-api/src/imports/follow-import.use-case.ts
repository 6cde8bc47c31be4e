import { Injectable } from '@nestjs/common';
import { topics, type TopicEvent, type Topics } from '@muster/contracts';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { MistypedValuesRepository } from '../catalogue/mistyped-values.repository';
import { ChangeFeed } from '../changes/change-feed';
import { isFinishedImport, type ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';

export type ImportEvent = TopicEvent<Topics['import']>;

/** Keeps what importers tell of an import. Late or repeated news of a finished one changes nothing. */
@Injectable()
export class FollowImport {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly mistyped: MistypedValuesRepository,
    private readonly changes: ChangeFeed,
  ) {}

  /** @throws PermanentError `import.unknown`: imports exist before events tell of them, so no retry helps. */
  async execute(manager: EntityManager, event: ImportEvent): Promise<void> {
    const { organisationId, importId } = event.data;
    const job = await this.imports.lock(manager, organisationId, importId);
    if (!job) throw new PermanentError('import.unknown', `${topics.import.name}: no import ${importId}`);
    if (isFinishedImport(job)) return;
    apply(job, event);
    await this.imports.save(manager, job);
    // Once: what has ended is told nothing more.
    if (job.state === 'completed') await this.mistyped.add(manager, organisationId, job.mistyped);
    if (isFinishedImport(job)) await this.changes.announce(manager, job.id);
  }
}

function apply(job: ImportEntity, event: ImportEvent): void {
  switch (event.type) {
    case 'audience.import.requested.v1':
      return;
    case 'audience.import.progressed.v1':
      if (job.state !== 'cancelling') job.state = 'running';
      // A second attempt begins again; what people see does not go back.
      if (event.data.rows >= job.rows) keepRows(job, event.data);
      return;
    case 'audience.import.completed.v1':
      job.state = 'completed';
      keepRows(job, event.data);
      keepFindings(job, event.data);
      job.finishedAt = new Date();
      return;
    case 'audience.import.failed.v1':
      job.state = 'failed';
      job.failureCode = event.data.code;
      job.failureMessage = event.data.message;
      // Nothing of a failed import is visible. What was read of the file is told when an attempt has read it.
      keepRows(job, { rows: event.data.rows ?? 0, landed: 0, rejected: event.data.rejected ?? 0 });
      keepFindings(job, event.data);
      job.finishedAt = new Date();
      return;
    case 'audience.import.cancelled.v1':
      job.state = 'cancelled';
      job.landed = 0;
      job.finishedAt = new Date();
      return;
  }
}

type Findings = Pick<
  Extract<ImportEvent, { type: 'audience.import.completed.v1' }>['data'],
  'reportKey' | 'delimiter' | 'mistyped' | 'trimmedIds'
>;

function keepFindings(job: ImportEntity, { reportKey, delimiter, mistyped, trimmedIds }: Findings): void {
  job.reportKey = reportKey ?? null;
  job.delimiter = delimiter ?? null;
  job.mistyped = mistyped ?? [];
  job.trimmedIds = trimmedIds ?? 0;
}

function keepRows(
  job: ImportEntity,
  { rows, landed, rejected }: Pick<ImportEntity, 'rows' | 'landed' | 'rejected'>,
): void {
  job.rows = rows;
  job.landed = landed;
  job.rejected = rejected;
}
