import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { FollowImport, type ImportEvent } from './follow-import.use-case';

@Controller()
export class ImportConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly followImport: FollowImport,
  ) {}

  @OnEvent(topics.import)
  async handle(event: ImportEvent): Promise<void> {
    // The import itself remembers what it has been told: repeated news changes nothing.
    await this.inbox.always((manager) => this.followImport.execute(manager, event));
  }
}
