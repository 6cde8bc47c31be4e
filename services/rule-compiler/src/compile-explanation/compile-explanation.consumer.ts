import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { compileExplanation, rejectExplanation } from './compile-explanation.use-case';

type ExplanationEvent = TopicEvent<typeof topics.explanation>;

/** Compiles the rule of every explanation that is asked for. */
@Controller()
export class CompileExplanationConsumer {
  constructor(private readonly publisher: EventPublisher) {}

  @OnEvent(topics.explanation)
  async handle(event: ExplanationEvent): Promise<void> {
    switch (event.type) {
      case 'audience.explanation.requested.v1':
        await this.publisher.publish(topics.explanation, [compileExplanation(event.data)]);
        return;
      case 'audience.explanation.compiled.v1':
      case 'audience.explanation.rejected.v1':
      case 'audience.explanation.completed.v1':
      case 'audience.explanation.failed.v1':
        return;
    }
  }

  @OnGivenUp(topics.explanation)
  async giveUp(given: GivenUp<ExplanationEvent>): Promise<void> {
    const failure = givenUpFailure('compiler.given-up', given);
    const rejected = rejectExplanation(given.event.data, [{ ...failure, pointer: '' }]);
    await this.publisher.publish(topics.explanation, [rejected]);
  }
}
