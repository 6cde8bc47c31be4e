import { Inject, Injectable } from '@nestjs/common';
import type { ExportResource } from '@muster/contracts';
import { ObjectStore, ProblemError, SERVICE_CONFIG } from '@muster/platform';
import { ChangeFeed } from '../changes/change-feed';
import type { AudienceApiConfig } from '../config';
import { notFound } from '../http/not-found';
import { mustNotBeExpired } from '../retention/expired';
import { isFinishedExport, type ExportEntity } from './export.entity';
import { ExportsRepository } from './exports.repository';

/** How long a link to a file works, in seconds. */
const LINK_SECONDS = 15 * 60;

@Injectable()
export class ReadExports {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly objects: ObjectStore,
    private readonly changes: ChangeFeed,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /**
   * An export, as soon as it has finished or the time is over.
   * @throws ProblemError 404 `export.not-found`
   */
  async one(organisationId: string, id: string, waitMs: number): Promise<ExportResource> {
    const look = () => this.find(organisationId, id);
    return presentExport(await this.changes.waitFor(id, look, isFinishedExport, waitMs));
  }

  /**
   * A link to the file.
   * @throws ProblemError 404 `export.not-found`, 409 `export.not-finished` or `export.failed`, 410 `export.expired`
   */
  async link(organisationId: string, id: string): Promise<string> {
    const job = await this.find(organisationId, id);
    if (job.state === 'failed') {
      throw new ProblemError(409, 'export.failed', job.failureMessage ?? 'the export failed');
    }
    if (job.state !== 'completed') {
      throw new ProblemError(409, 'export.not-finished', 'the file is not written yet; wait for the export');
    }
    const { RETENTION_EXPORT_FILE_DAYS: days } = this.config;
    mustNotBeExpired(job.finishedAt ?? new Date(), days, 'export.expired', 'the file');
    const fileName = `${job.audienceId}-${job.runId}.${job.format}${job.compression === 'gzip' ? '.gz' : ''}`;
    return this.objects.presignGet('exports', job.objectKey, LINK_SECONDS, fileName);
  }

  private async find(organisationId: string, id: string): Promise<ExportEntity> {
    const job = await this.exports.find(organisationId, id);
    if (!job) throw notFound('export');
    return job;
  }
}

function presentExport(job: ExportEntity): ExportResource {
  return {
    id: job.id,
    audienceId: job.audienceId,
    runId: job.runId,
    format: job.format,
    compression: job.compression,
    state: job.state,
    expectedRows: job.expectedRows,
    rows: job.rows,
    bytes: job.bytes,
    failure: job.failureCode === null ? null : { code: job.failureCode, message: job.failureMessage ?? '' },
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}
