import { Injectable } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { createEvent, EventPublisher } from '@muster/platform';
import type { ImportResult, RowCounts } from './import-result';

export type ImportRequested = Extract<
  TopicEvent<typeof topics.import>,
  { type: 'audience.import.requested.v1' }
>;

type JobOfImport = Pick<ImportRequested['data'], 'organisationId' | 'importId'>;

/** Tells what becomes of an import. Ids are deterministic: told twice, it is the same event. */
@Injectable()
export class ImportEventsPublisher {
  constructor(private readonly publisher: EventPublisher) {}

  async progressed({ organisationId, importId }: JobOfImport, counts: RowCounts): Promise<void> {
    const event = createEvent(topics.import, {
      ...about(organisationId, importId),
      type: 'audience.import.progressed.v1',
      identity: [importId, counts.rows],
      data: { organisationId, importId, ...counts },
    });
    await this.publisher.publish(topics.import, [event]);
  }

  async ended({ organisationId, importId }: JobOfImport, result: ImportResult): Promise<void> {
    await this.publisher.publish(topics.import, [endEvent(organisationId, importId, result)]);
  }
}

function endEvent(organisationId: string, importId: string, result: ImportResult) {
  const draft = { ...about(organisationId, importId), identity: [importId] };
  const ids = { organisationId, importId };
  switch (result.state) {
    case 'completed':
      return createEvent(topics.import, {
        ...draft,
        type: 'audience.import.completed.v1',
        data: { ...ids, ...result.counts, ...found(result) },
      });
    case 'failed': {
      const { rows, rejected } = result.counts;
      return createEvent(topics.import, {
        ...draft,
        type: 'audience.import.failed.v1',
        data: { ...ids, ...result.failure, rows, rejected, ...found(result) },
      });
    }
    case 'cancelled':
      return createEvent(topics.import, { ...draft, type: 'audience.import.cancelled.v1', data: ids });
  }
}

/** What there is nothing to say of is left out. */
function found({
  reportKey,
  delimiter,
  mistyped,
  trimmedIds,
}: Exclude<ImportResult, { state: 'cancelled' }>) {
  return {
    ...(reportKey !== undefined && { reportKey }),
    ...(delimiter !== undefined && { delimiter }),
    ...(mistyped.length > 0 && { mistyped: [...mistyped] }),
    ...(trimmedIds > 0 && { trimmedIds }),
  };
}

function about(organisationId: string, importId: string) {
  return { service: 'importer', organisationId, subject: importId, key: importId };
}
