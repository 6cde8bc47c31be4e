import { Injectable } from '@nestjs/common';
import { RepeatedWork } from '@muster/platform';
import { SweepSnapshots } from './sweep-snapshots.use-case';

/** Days are counted, so an hour sooner or later does not matter. */
const HOUR = 3_600;

/** Deletes what this service owns and nobody needs any more. */
@Injectable()
export class RetentionSchedule extends RepeatedWork {
  protected readonly pauses = { first: 300, next: HOUR };

  constructor(private readonly sweepSnapshots: SweepSnapshots) {
    super();
  }

  protected override async work(): Promise<void> {
    await this.sweepSnapshots.execute();
  }
}
