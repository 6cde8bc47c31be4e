import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { StreamMembership } from './stream-membership.use-case';

/** Takes published results; any number of calculators share them as one consumer group. */
@Controller()
export class MembershipConsumer {
  constructor(private readonly streamMembership: StreamMembership) {}

  @OnEvent(topics.snapshot)
  async handle(event: TopicEvent<typeof topics.snapshot>): Promise<void> {
    switch (event.type) {
      case 'audience.snapshot.published.v1': {
        // Whoever tells of a stream tells the trigger, too; the contract cannot say so.
        const { stream, trigger = 'scheduled', ...result } = event.data;
        if (stream) await this.streamMembership.published({ ...result, stream, trigger });
        break;
      }
      case 'audience.snapshot.restated.v1':
        await this.streamMembership.restated(event.data);
        break;
      // Told by calculators, for others.
      case 'audience.snapshot.manifest.v1':
        break;
    }
  }
}
