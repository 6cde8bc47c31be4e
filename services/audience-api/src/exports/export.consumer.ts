import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { FollowExport, type ExportEvent } from './follow-export.use-case';

@Controller()
export class ExportConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly followExport: FollowExport,
  ) {}

  @OnEvent(topics.export)
  async handle(event: ExportEvent): Promise<void> {
    await this.inbox.once(event, (manager) => this.followExport.execute(manager, event));
  }
}
