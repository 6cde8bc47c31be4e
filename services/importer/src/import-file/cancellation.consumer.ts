import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { CancelImport } from './cancel-import.use-case';

@Controller()
export class CancellationConsumer {
  constructor(private readonly cancelImport: CancelImport) {}

  @OnEvent(topics.cancellation)
  async handle({ data }: TopicEvent<typeof topics.cancellation>): Promise<void> {
    // Runs and estimates are the calculators' work.
    if (data.work === 'import') await this.cancelImport.execute(data.organisationId, data.id);
  }
}
