import { Inject, Injectable } from '@nestjs/common';
import type { ImportResource } from '@muster/contracts';
import { ObjectStore, ProblemError, SERVICE_CONFIG } from '@muster/platform';
import { ChangeFeed } from '../changes/change-feed';
import type { AudienceApiConfig } from '../config';
import { notFound } from '../http/not-found';
import { mustNotBeExpired } from '../retention/expired';
import { isFinishedImport, type ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';

/** How long a link to a report works, in seconds. */
const LINK_SECONDS = 15 * 60;

@Injectable()
export class ReadImports {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly objects: ObjectStore,
    private readonly changes: ChangeFeed,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /**
   * An import, as soon as it has finished or the time is over.
   * @throws ProblemError 404 `import.not-found`
   */
  async one(organisationId: string, id: string, waitMs: number): Promise<ImportResource> {
    const look = () => this.find(organisationId, id);
    return presentImport(await this.changes.waitFor(id, look, isFinishedImport, waitMs));
  }

  /**
   * A link to the report of broken rows.
   * @throws ProblemError 404 `import.not-found` or `import.no-report`, 409 `import.not-finished`, 410 `import.report-expired`
   */
  async reportLink(organisationId: string, id: string): Promise<string> {
    const job = await this.find(organisationId, id);
    if (!isFinishedImport(job)) {
      throw new ProblemError(409, 'import.not-finished', 'the file is not read to its end yet');
    }
    if (job.reportKey === null) {
      throw new ProblemError(404, 'import.no-report', 'no row was broken, so there is no report');
    }
    const { RETENTION_REPORT_DAYS: days } = this.config;
    mustNotBeExpired(job.finishedAt ?? new Date(), days, 'import.report-expired', 'the report');
    return this.objects.presignGet('reports', job.reportKey, LINK_SECONDS, fileNameOf(job.id, job.reportKey));
  }

  /** @throws ProblemError 404 `import.not-found` */
  async find(organisationId: string, id: string): Promise<ImportEntity> {
    const job = await this.imports.find(organisationId, id);
    if (!job) throw notFound('import');
    return job;
  }
}

/** Reports that were written before they had gzip have none. */
function fileNameOf(importId: string, reportKey: string): string {
  return `import-${importId}.ndjson${reportKey.endsWith('.gz') ? '.gz' : ''}`;
}

function presentImport(job: ImportEntity): ImportResource {
  return {
    id: job.id,
    kind: job.kind,
    format: job.format,
    compression: job.compression,
    onBrokenRow: job.onBrokenRow,
    timeZone: job.timeZone,
    state: job.state,
    delimiter: job.delimiter,
    rows: job.rows,
    landed: job.landed,
    rejected: job.rejected,
    hasReport: job.reportKey !== null,
    trimmedIds: job.trimmedIds,
    mistypedValues: [...job.mistyped],
    failure: job.failureCode === null ? null : { code: job.failureCode, message: job.failureMessage ?? '' },
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}
