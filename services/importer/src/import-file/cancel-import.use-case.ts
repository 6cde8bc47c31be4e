import { Injectable } from '@nestjs/common';
import { Log } from '@muster/platform';
import { ImportEventsPublisher } from './import-events.publisher';
import { ImportJobsRepository } from './import-jobs.repository';

/**
 * Ends an import that nobody wants any more, if nothing of it has been claimed or landed yet. Past that point there is no way
 * back that would leave nothing behind, so it goes on, and its own end is told. Whoever works on it looks at the job before
 * each batch of rows and stops.
 */
@Injectable()
export class CancelImport {
  constructor(
    private readonly jobs: ImportJobsRepository,
    private readonly events: ImportEventsPublisher,
    private readonly log: Log,
  ) {}

  /** Safe to repeat. */
  async execute(organisationId: string, importId: string): Promise<void> {
    if (await this.jobs.cancel(organisationId, importId)) {
      await this.events.ended({ organisationId, importId }, { state: 'cancelled' });
    } else {
      this.log.info('too late to cancel the import', { importId });
    }
  }
}
