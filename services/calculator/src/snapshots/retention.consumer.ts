import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { SnapshotRepository } from './snapshot.repository';

/** Deletes what nobody can see any more. */
@Controller()
export class RetentionConsumer {
  constructor(private readonly snapshots: SnapshotRepository) {}

  @OnEvent(topics.retention)
  async handle({ data }: TopicEvent<typeof topics.retention>): Promise<void> {
    await this.snapshots.delete(data.organisationId, data.audienceId, data.snapshotIds);
  }
}
