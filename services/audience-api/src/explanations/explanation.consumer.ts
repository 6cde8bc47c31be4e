import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { KeepAnswer, type ExplanationEvent } from './keep-answer.use-case';

@Controller()
export class ExplanationConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly keepAnswer: KeepAnswer,
  ) {}

  @OnEvent(topics.explanation)
  async handle(event: ExplanationEvent): Promise<void> {
    await this.inbox.once(event, (manager) => this.keepAnswer.execute(manager, event));
  }
}
