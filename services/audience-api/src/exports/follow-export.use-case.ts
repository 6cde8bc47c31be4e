import { Injectable } from '@nestjs/common';
import { topics, type TopicEvent, type Topics } from '@muster/contracts';
import { PermanentError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed';
import { isFinishedExport, type ExportEntity } from './export.entity';
import { ExportsRepository } from './exports.repository';

export type ExportEvent = TopicEvent<Topics['export']>;

/** Keeps what exporters tell of an export. Late or repeated news of a finished one changes nothing. */
@Injectable()
export class FollowExport {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly changes: ChangeFeed,
  ) {}

  /** @throws PermanentError `export.unknown`: exports exist before events tell of them, so no retry helps. */
  async execute(manager: EntityManager, event: ExportEvent): Promise<void> {
    const { organisationId, exportId } = event.data;
    const job = await this.exports.lock(manager, organisationId, exportId);
    if (!job) throw new PermanentError('export.unknown', `${topics.export.name}: no export ${exportId}`);
    if (isFinishedExport(job)) return;
    apply(job, event);
    await this.exports.save(manager, job);
    if (isFinishedExport(job)) await this.changes.announce(manager, job.id);
  }
}

function apply(job: ExportEntity, event: ExportEvent): void {
  switch (event.type) {
    case 'audience.export.requested.v1':
      return;
    case 'audience.export.progressed.v1':
      job.state = 'running';
      // A second attempt begins again; what people see does not go back.
      job.rows = Math.max(job.rows, event.data.rows);
      return;
    case 'audience.export.completed.v1':
      job.state = 'completed';
      job.rows = event.data.rows;
      job.bytes = event.data.bytes;
      job.objectKey = event.data.objectKey;
      job.finishedAt = new Date();
      return;
    case 'audience.export.failed.v1':
      job.state = 'failed';
      job.failureCode = event.data.code;
      job.failureMessage = event.data.message;
      job.finishedAt = new Date();
      return;
  }
}
