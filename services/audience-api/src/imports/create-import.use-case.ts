import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreatedImport } from '@muster/contracts';
import { ObjectStore } from '@muster/platform';
import type { Caller } from '../authentication/caller';
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
  ) {}

  /** A repeated request gets the same import, with a fresh URL. */
  async execute(caller: Caller, dto: CreateImportDto, request: IdempotentRequest): Promise<CreatedImport> {
    const { organisationId } = caller;
    const { importId } = await this.requests.once(organisationId, request, async (manager) => {
      const job = newImport(caller, dto);
      await this.imports.insert(manager, job);
      return { importId: job.id };
    });
    const { objectKey } = await this.readImports.find(organisationId, importId);
    const uploadUrl = await this.objects.presignPut('uploads', objectKey, UPLOAD_SECONDS);
    return { ...(await this.readImports.one(organisationId, importId, 0)), uploadUrl };
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
