import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { CalculatePiece } from './calculate-piece.use-case';

/** Takes work for calculators; any number of calculators share it as one consumer group. */
@Controller()
export class CalculationConsumer {
  constructor(private readonly calculatePiece: CalculatePiece) {}

  @OnEvent(topics.calculation)
  async handle(event: TopicEvent<typeof topics.calculation>): Promise<void> {
    await this.calculatePiece.execute(event.data);
  }
}
