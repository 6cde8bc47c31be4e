import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import type { EstimateEvent } from './estimate-events';
import { EstimateRule } from './estimate-rule.use-case';

/** Counts rules that are not saved; any number of calculators share them as one consumer group. */
@Controller()
export class EstimateConsumer {
  constructor(private readonly estimateRule: EstimateRule) {}

  @OnEvent(topics.estimate)
  async handle(event: EstimateEvent): Promise<void> {
    switch (event.type) {
      case 'audience.estimate.compiled.v1':
        return this.estimateRule.execute(event.data);
      case 'audience.estimate.requested.v1':
      case 'audience.estimate.rejected.v1':
      case 'audience.estimate.completed.v1':
      case 'audience.estimate.failed.v1':
      case 'audience.estimate.cancelled.v1':
        return;
    }
  }

  @OnGivenUp(topics.estimate)
  async giveUp(given: GivenUp<EstimateEvent>): Promise<void> {
    await this.estimateRule.giveUp(given.event.data, givenUpFailure('calculation.given-up', given));
  }
}
