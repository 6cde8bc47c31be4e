import { Controller } from '@nestjs/common';
import { topics, type TopicEvent, type Topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { KnownUsers } from '../runs/known-users';
import { KeepCompilation } from './keep-compilation.use-case';

@Controller()
export class PlanConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly keepCompilation: KeepCompilation,
    private readonly knownUsers: KnownUsers,
  ) {}

  @OnEvent(topics.plan)
  async handle(event: TopicEvent<Topics['plan']>): Promise<void> {
    const users = await this.knownUsers.bound(event.data.organisationId);
    await this.inbox.once(event, async (manager) => {
      switch (event.type) {
        case 'audience.plan.compiled.v1':
          return this.keepCompilation.execute(manager, event.data, { plan: event.data.plan }, users);
        case 'audience.plan.rejected.v1':
          return this.keepCompilation.execute(
            manager,
            event.data,
            { diagnostics: event.data.diagnostics },
            users,
          );
      }
    });
  }
}
