import { Injectable } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { createEvent, EventPublisher } from '@muster/platform';
import type { ImportResult, RowCounts } from './import-result';

export type ImportRequested = Extract<
  TopicEvent<typeof topics.import>,
  { type: 'audience.import.requested.v1' }
>;

/** Tells what becomes of an import. Ids are deterministic: told twice, it is the same event. */
@Injectable()
export class ImportEventsPublisher {
  constructor(private readonly publisher: EventPublisher) {}

  async progressed({ organisationId, importId }: ImportRequested['data'], counts: RowCounts): Promise<void> {
    const event = createEvent(topics.import, {
      ...about(organisationId, importId),
      type: 'audience.import.progressed.v1',
      identity: [importId, counts.rows],
      data: { organisationId, importId, ...counts },
    });
    await this.publisher.publish(topics.import, [event]);
  }

  async ended({ organisationId, importId }: ImportRequested['data'], result: ImportResult): Promise<void> {
    const report = result.reportKey === undefined ? {} : { reportKey: result.reportKey };
    const draft = { ...about(organisationId, importId), identity: [importId] };
    const event =
      result.state === 'completed'
        ? createEvent(topics.import, {
            ...draft,
            type: 'audience.import.completed.v1',
            data: { organisationId, importId, ...result.counts, ...report },
          })
        : createEvent(topics.import, {
            ...draft,
            type: 'audience.import.failed.v1',
            data: { organisationId, importId, ...result.failure, ...report },
          });
    await this.publisher.publish(topics.import, [event]);
  }
}

function about(organisationId: string, importId: string) {
  return { service: 'importer', organisationId, subject: importId, key: importId };
}
