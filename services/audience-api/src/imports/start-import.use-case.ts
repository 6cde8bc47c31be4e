import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, ObjectStore, Outbox, ProblemError } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { SERVICE } from '../database/schema';
import { notFound } from '../http/not-found';
import type { ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';
import { ReadImports } from './read-imports.use-case';

/** Has an uploaded file landed. Starting an import again changes nothing: it lands once. */
@Injectable()
export class StartImport {
  constructor(
    private readonly database: DataSource,
    private readonly imports: ImportsRepository,
    private readonly readImports: ReadImports,
    private readonly objects: ObjectStore,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ProblemError 404 `import.not-found`, 409 `import.file-missing` */
  async execute({ organisationId, timeZone }: Caller, id: string): Promise<void> {
    const { objectKey, state } = await this.readImports.find(organisationId, id);
    if (state !== 'awaitingFile') return;
    // Looked up before the transaction: a slow object store must not hold a lock.
    if (!(await this.objects.stat('uploads', objectKey))) {
      const message = 'there is no file yet; PUT it to the upload URL first';
      throw new ProblemError(409, 'import.file-missing', message);
    }
    await this.database.transaction(async (manager) => {
      const job = await this.imports.lock(manager, organisationId, id);
      if (!job) throw notFound('import');
      if (job.state !== 'awaitingFile') return;
      job.state = 'requested';
      await this.imports.save(manager, job);
      await this.outbox.add(manager, topics.import, [importRequested(job, timeZone)]);
    });
  }
}

function importRequested(job: ImportEntity, timeZone: string) {
  const { id: importId, organisationId, kind, format, compression, objectKey, onBrokenRow } = job;
  return createEvent(topics.import, {
    type: 'audience.import.requested.v1',
    service: SERVICE,
    organisationId,
    subject: importId,
    key: importId,
    identity: [importId],
    data: { organisationId, importId, kind, format, compression, objectKey, timeZone, onBrokenRow },
  });
}
