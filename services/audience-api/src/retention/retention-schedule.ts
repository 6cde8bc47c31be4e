import { Injectable } from '@nestjs/common';
import { RepeatedWork } from '../repetition/repeated-work';
import { RetireResults } from './retire-results.use-case';

/** Days are counted, so an hour sooner or later does not matter. */
const HOUR = 3_600;

@Injectable()
export class RetentionSchedule extends RepeatedWork {
  protected readonly pauses = { first: 60, next: HOUR };

  constructor(private readonly retireResults: RetireResults) {
    super();
  }

  protected override async work(): Promise<void> {
    await this.retireResults.execute();
  }
}
