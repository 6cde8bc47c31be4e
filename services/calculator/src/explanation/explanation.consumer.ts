import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { ExplainUser } from './explain-user.use-case';
import type { ExplanationEvent } from './explanation-question';

/** Answers questions about users; any number of calculators share them as one consumer group. */
@Controller()
export class ExplanationConsumer {
  constructor(private readonly explainUser: ExplainUser) {}

  @OnEvent(topics.explanation)
  async handle(event: ExplanationEvent): Promise<void> {
    switch (event.type) {
      case 'audience.explanation.compiled.v1':
        return this.explainUser.execute(event.data);
      case 'audience.explanation.requested.v1':
      case 'audience.explanation.rejected.v1':
      case 'audience.explanation.completed.v1':
      case 'audience.explanation.failed.v1':
        return;
    }
  }

  @OnGivenUp(topics.explanation)
  async giveUp(given: GivenUp<ExplanationEvent>): Promise<void> {
    await this.explainUser.giveUp(given.event.data, givenUpFailure('explanation.given-up', given));
  }
}
