import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Outbox, ProblemError } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { cancellationRequested } from '../cancellation/cancellation-requested';
import { ChangeFeed } from '../changes/change-feed';
import { notFound } from '../http/not-found';
import type { ImportEntity } from './import.entity';
import { ImportsRepository } from './imports.repository';

/**
 * Cancels an import. One that has not been started ends here; of any other only an importer knows whether it has begun to land:
 * it ends the import as cancelled, or lets it go on.
 */
@Injectable()
export class CancelImport {
  constructor(
    private readonly database: DataSource,
    private readonly imports: ImportsRepository,
    private readonly changes: ChangeFeed,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Safe to repeat.
   * @throws ProblemError 404 `import.not-found`, 409 `import.finished`.
   */
  async execute(organisationId: string, id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const job = await this.imports.lock(manager, organisationId, id);
      if (!job) throw notFound('import');
      switch (job.state) {
        case 'awaitingFile':
          await this.end(manager, job);
          return;
        case 'requested':
        case 'running':
          await this.ask(manager, job);
          return;
        case 'cancelling':
        case 'cancelled':
          return;
        case 'completed':
        case 'failed':
          throw new ProblemError(409, 'import.finished', `the import has ended before: it is ${job.state}`);
      }
    });
  }

  private async end(manager: EntityManager, job: ImportEntity): Promise<void> {
    job.state = 'cancelled';
    job.finishedAt = new Date();
    await this.imports.save(manager, job);
    await this.changes.announce(manager, job.id);
  }

  private async ask(manager: EntityManager, job: ImportEntity): Promise<void> {
    job.state = 'cancelling';
    await this.imports.save(manager, job);
    const request = cancellationRequested(job.organisationId, 'import', job.id, 'requested');
    await this.outbox.add(manager, topics.cancellation, [request]);
  }
}
