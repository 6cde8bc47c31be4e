import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEventBatch, type RejectedEvent } from '@muster/platform';
import { RetiredSnapshotsRepository } from './retired-snapshots.repository';

type Retired = TopicEvent<typeof topics.retention>;

/** Hears which snapshots nobody can see any more, many at a time. */
@Controller()
export class RetentionConsumer {
  constructor(private readonly retired: RetiredSnapshotsRepository) {}

  @OnEventBatch(topics.retention)
  async handle(events: readonly Retired[]): Promise<readonly RejectedEvent<Retired>[]> {
    await this.retired.add(
      events.flatMap(({ data: { organisationId, audienceId, snapshotIds } }) =>
        snapshotIds.map((snapshotId) => ({ organisationId, audienceId, snapshotId })),
      ),
    );
    const deleted = events.filter(({ data }) => data.audienceDeleted);
    await this.retired.forgetStreams([...new Set(deleted.map(({ data }) => data.audienceId))]);
    return [];
  }
}
