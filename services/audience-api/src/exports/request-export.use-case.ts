import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, Outbox, ProblemError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { Caller } from '../authentication/caller';
import { newRow } from '../database/new-row';
import { SERVICE } from '../database/schema';
import { notFound } from '../http/not-found';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import type { RunEntity } from '../runs/run.entity';
import { RunsRepository } from '../runs/runs.repository';
import { ExportEntity } from './export.entity';
import { ExportsRepository } from './exports.repository';
import type { RequestExportDto } from './request-export.dto';

/** Has the published result of now written to a file; what is published later does not change that file. */
@Injectable()
export class RequestExport {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly exports: ExportsRepository,
    private readonly requests: IdempotentRequests,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @returns the id of the export.
   * @throws ProblemError 404 `audience.not-found`, 409 `audience.no-result`
   */
  async execute(
    { organisationId }: Caller,
    audienceId: string,
    dto: RequestExportDto,
    request: IdempotentRequest,
  ): Promise<string> {
    const { exportId } = await this.requests.once(organisationId, request, async (manager) => {
      const run = await this.publishedRun(manager, organisationId, audienceId);
      return { exportId: await this.request(manager, run, dto) };
    });
    return exportId;
  }

  /** Locks the audience: as long as no other result is published, retention lets this one be, and afterwards it finds the export. */
  private async publishedRun(
    manager: EntityManager,
    organisationId: string,
    audienceId: string,
  ): Promise<RunEntity> {
    const audience = await this.audiences.lock(manager, organisationId, audienceId);
    if (!audience) throw notFound('audience');
    const runId = audience.publishedRunId;
    const run = runId === null ? undefined : await this.runs.ofAudience(manager, audienceId, runId);
    if (run) return run;
    throw new ProblemError(409, 'audience.no-result', 'no run of this audience has been published yet');
  }

  private async request(manager: EntityManager, run: RunEntity, dto: RequestExportDto): Promise<string> {
    const job = newExport(run, dto);
    await this.exports.insert(manager, job);
    const event = createEvent(topics.export, {
      type: 'audience.export.requested.v1',
      service: SERVICE,
      organisationId: job.organisationId,
      subject: job.id,
      key: job.id,
      identity: [job.id],
      data: {
        organisationId: job.organisationId,
        exportId: job.id,
        audienceId: job.audienceId,
        runId: job.runId,
        snapshotIds: await this.runs.snapshotIds(run.id, manager),
        format: job.format,
        compression: job.compression,
        objectKey: job.objectKey,
        expectedRows: job.expectedRows,
      },
    });
    await this.outbox.add(manager, topics.export, [event]);
    return job.id;
  }
}

function newExport(run: RunEntity, { format, compression = 'none' }: RequestExportDto): ExportEntity {
  const id = randomUUID();
  return newRow(ExportEntity, {
    id,
    organisationId: run.organisationId,
    audienceId: run.audienceId,
    runId: run.id,
    format,
    compression,
    state: 'requested',
    objectKey: `${run.organisationId}/${id}/members.${format}${compression === 'gzip' ? '.gz' : ''}`,
    expectedRows: run.count ?? 0,
    rows: 0,
    bytes: null,
    failureCode: null,
    failureMessage: null,
    createdAt: new Date(),
    finishedAt: null,
  });
}
