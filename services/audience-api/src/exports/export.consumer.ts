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
    // The export itself remembers what it has been told: repeated news changes nothing.
    await this.inbox.always((manager) => this.followExport.execute(manager, event));
  }
}
