import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { compileEstimate, rejectEstimate } from './compile-estimate.use-case';

type EstimateEvent = TopicEvent<typeof topics.estimate>;

/** Compiles the rule of every estimate that is asked for. */
@Controller()
export class CompileEstimateConsumer {
  constructor(private readonly publisher: EventPublisher) {}

  @OnEvent(topics.estimate)
  async handle(event: EstimateEvent): Promise<void> {
    switch (event.type) {
      case 'audience.estimate.requested.v1':
        await this.publisher.publish(topics.estimate, [compileEstimate(event.data)]);
        return;
      case 'audience.estimate.compiled.v1':
      case 'audience.estimate.rejected.v1':
      case 'audience.estimate.completed.v1':
      case 'audience.estimate.failed.v1':
      case 'audience.estimate.cancelled.v1':
        return;
    }
  }

  @OnGivenUp(topics.estimate)
  async giveUp(given: GivenUp<EstimateEvent>): Promise<void> {
    const failure = givenUpFailure('compiler.given-up', given);
    await this.publisher.publish(topics.estimate, [
      rejectEstimate(given.event.data, [{ ...failure, pointer: '' }]),
    ]);
  }
}
