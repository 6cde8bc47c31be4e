import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { MistypedValuesRepository } from './mistyped-values.repository';

/** Hears of values that topics brought and that do not fit the catalogue; imports tell of theirs when they end. */
@Controller()
export class ValuesConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly mistyped: MistypedValuesRepository,
  ) {}

  @OnEvent(topics.values)
  async handle(event: TopicEvent<typeof topics.values>): Promise<void> {
    const { organisationId, values } = event.data;
    await this.inbox.once(event, (manager) => this.mistyped.add(manager, organisationId, values));
  }
}
