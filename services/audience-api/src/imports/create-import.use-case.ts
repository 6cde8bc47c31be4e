import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CreatedImport } from '@muster/contracts';
import { ObjectStore, ProblemError, SERVICE_CONFIG } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import type { AudienceApiConfig } from '../config';
import { newRow } from '../database/new-row';
import type { IdempotentRequest } from '../idempotency/idempotent-request';
import { IdempotentRequests } from '../idempotency/idempotent-requests';
import type { CreateImportDto } from './create-import.dto';
import { ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';
import { ReadImports } from './read-imports.use-case';

/** How long the upload URL works, in seconds. */
const UPLOAD_SECONDS = 60 * 60;

/** Prepares a place for a file. Nothing is read before the import is started. */
@Injectable()
export class CreateImport {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly readImports: ReadImports,
    private readonly requests: IdempotentRequests,
    private readonly objects: ObjectStore,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /**
   * A repeated request gets the same import, with a fresh URL.
   * @throws ProblemError 429 `import.too-many-waiting`
   */
  async execute(caller: Caller, dto: CreateImportDto, request: IdempotentRequest): Promise<CreatedImport> {
    const { organisationId } = caller;
    const { importId } = await this.requests.once(organisationId, request, async (manager) => {
      await this.assertMayUpload(manager, organisationId);
      const job = newImport(caller, dto);
      await this.imports.insert(manager, job);
      return { importId: job.id };
    });
    const { objectKey } = await this.readImports.find(organisationId, importId);
    const uploadUrl = await this.objects.presignPut('uploads', objectKey, UPLOAD_SECONDS);
    return { ...(await this.readImports.one(organisationId, importId, 0)), uploadUrl };
  }

  /** Whoever asks at the same time may get one or two more: files are what is limited, and not to the last one. */
  private async assertMayUpload(manager: EntityManager, organisationId: string): Promise<void> {
    const { count, oldestSeconds } = await this.imports.waiting(manager, organisationId, UPLOAD_SECONDS);
    if (count < this.config.ORGANISATION_OPEN_UPLOADS) return;
    const message = `${count} imports wait for their files; start some, or wait until their upload URLs end`;
    const seconds = Math.max(1, Math.ceil(UPLOAD_SECONDS - oldestSeconds));
    throw new ProblemError(429, 'import.too-many-waiting', message, [], seconds);
  }
}

function newImport({ organisationId, timeZone: localZone }: Caller, dto: CreateImportDto): ImportEntity {
  const { kind, format, compression = 'none', onBrokenRow = 'abort', timeZone = localZone } = dto;
  const id = randomUUID();
  return newRow(ImportEntity, {
    id,
    organisationId,
    kind,
    format,
    compression,
    onBrokenRow,
    state: 'awaitingFile',
    objectKey: `${organisationId}/${id}/${kind}.${format}${compression === 'gzip' ? '.gz' : ''}`,
    rows: 0,
    landed: 0,
    rejected: 0,
    timeZone,
    trimmedIds: 0,
    mistyped: [],
    reportKey: null,
    delimiter: null,
    failureCode: null,
    failureMessage: null,
    createdAt: new Date(),
    finishedAt: null,
  });
}
