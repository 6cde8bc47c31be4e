import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { KeepEstimate, type EstimateEvent } from './keep-estimate.use-case';

@Controller()
export class EstimateConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly keepEstimate: KeepEstimate,
  ) {}

  @OnEvent(topics.estimate)
  async handle(event: EstimateEvent): Promise<void> {
    await this.inbox.once(event, (manager) => this.keepEstimate.execute(manager, event));
  }
}
