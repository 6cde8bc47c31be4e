import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { Cancellations } from './cancellations';

/** Hears what nobody wants any more. One calculator hears it and stops the queries of all. */
@Controller()
export class CancellationConsumer {
  constructor(private readonly cancellations: Cancellations) {}

  @OnEvent(topics.cancellation)
  async handle({ data }: TopicEvent<typeof topics.cancellation>): Promise<void> {
    // Imports are the importers' work.
    if (data.work !== 'import') await this.cancellations.cancel(data);
  }
}
