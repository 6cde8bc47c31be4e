import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { CalculatePiece } from './calculate-piece.use-case';

type CalculationEvent = TopicEvent<typeof topics.calculation>;

/** Takes work for calculators; any number of calculators share it as one consumer group. */
@Controller()
export class CalculationConsumer {
  constructor(private readonly calculatePiece: CalculatePiece) {}

  @OnEvent(topics.calculation)
  async handle(event: CalculationEvent): Promise<void> {
    await this.calculatePiece.execute(event.data, new Date(event.time));
  }

  @OnGivenUp(topics.calculation)
  async giveUp(given: GivenUp<CalculationEvent>): Promise<void> {
    await this.calculatePiece.giveUp(given.event.data, givenUpFailure('calculation.given-up', given));
  }
}
