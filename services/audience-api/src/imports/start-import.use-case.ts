import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  declaredTypes,
  declaredTypesOf,
  topics,
  type DeclaredTypes,
  type ImportState,
} from '@muster/contracts';
import {
  createEvent,
  ObjectStore,
  Outbox,
  PermanentError,
  ProblemError,
  SERVICE_CONFIG,
} from '@muster/platform';
import { DataSource } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { CatalogueRepository } from '../catalogue/catalogue.repository';
import type { AudienceApiConfig } from '../config';
import { SERVICE } from '../database/schema';
import { notFound } from '../http/not-found';
import { mustNotBeExpired } from '../retention/expired';
import type { ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';
import { ReadImports } from './read-imports.use-case';

/** Has an uploaded file landed. Starting an import again changes nothing: it lands once. */
@Injectable()
export class StartImport {
  private readonly log = new Logger(StartImport.name);

  constructor(
    private readonly database: DataSource,
    private readonly imports: ImportsRepository,
    private readonly readImports: ReadImports,
    private readonly objects: ObjectStore,
    private readonly outbox: Outbox,
    private readonly catalogues: CatalogueRepository,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /** @throws ProblemError 404 `import.not-found`, 409 `import.file-missing` or `import.cancelled`, 410 `import.expired` */
  async execute({ organisationId, timeZone }: Caller, id: string): Promise<void> {
    const { objectKey: uploadKey, state, createdAt } = await this.readImports.find(organisationId, id);
    if (state === 'cancelling' || state === 'cancelled') throw cancelled();
    if (state !== 'awaitingFile') return;
    mustNotBeExpired(createdAt, this.config.RETENTION_UPLOAD_DAYS, 'import.expired', 'the place for a file');
    // Before the transaction: a slow object store must not hold a lock.
    const objectKey = await this.keepVersion(uploadKey);
    const before = await this.database.transaction(async (manager): Promise<ImportState> => {
      const job = await this.imports.lock(manager, organisationId, id);
      if (!job) throw notFound('import');
      const { state: before } = job;
      if (before !== 'awaitingFile') return before;
      job.state = 'requested';
      job.objectKey = objectKey;
      await this.imports.save(manager, job);
      const declared = declaredTypesOf(
        job.kind,
        declaredTypes(await this.catalogues.get(organisationId, manager)),
      );
      await this.outbox.add(manager, topics.import, [importRequested(job, timeZone, declared)]);
      return before;
    });
    await this.forget(before === 'awaitingFile' ? uploadKey : objectKey);
    if (before === 'cancelled') throw cancelled();
  }

  /**
   * Copies the file as it is now to a key that no URL reaches: the upload URL works on, and whoever holds it could otherwise
   * exchange what is being landed, between two attempts or in the middle of one.
   */
  private async keepVersion(uploadKey: string): Promise<string> {
    const copy = `started/${randomUUID()}/${uploadKey}`;
    try {
      await this.objects.copy('uploads', uploadKey, copy);
      return copy;
    } catch (error) {
      if (!(error instanceof PermanentError) || error.code !== 'object.not-found') throw error;
      const message = 'there is no file yet; PUT it to the upload URL first';
      throw new ProblemError(409, 'import.file-missing', message);
    }
  }

  /** What nobody will read. Should it stay, it takes space until the bucket's old objects are swept. */
  private async forget(key: string): Promise<void> {
    await this.objects.delete('uploads', key).catch((error: unknown) => {
      this.log.warn(`an uploaded file that nobody needs stays for now: ${String(error)}`);
    });
  }
}

function cancelled(): ProblemError {
  return new ProblemError(409, 'import.cancelled', 'the import has been cancelled; create another one');
}

function importRequested(job: ImportEntity, timeZone: string, declared: DeclaredTypes) {
  const { id: importId, organisationId, kind, format, compression, objectKey, onBrokenRow } = job;
  const fileTimeZone = job.timeZone;
  return createEvent(topics.import, {
    type: 'audience.import.requested.v1',
    service: SERVICE,
    organisationId,
    subject: importId,
    key: importId,
    identity: [importId],
    data: {
      organisationId,
      importId,
      kind,
      format,
      compression,
      objectKey,
      timeZone,
      fileTimeZone,
      declared,
      onBrokenRow,
    },
  });
}
