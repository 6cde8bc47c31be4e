import { Injectable, Logger } from '@nestjs/common';
import { RepeatedWork } from '@muster/platform';
import { SweepMemberFiles } from './sweep-member-files.use-case';
import { SweepSnapshots } from './sweep-snapshots.use-case';

/** Days are counted, so an hour sooner or later does not matter. */
const HOUR = 3_600;

/** Deletes what this service owns and nobody needs any more. */
@Injectable()
export class RetentionSchedule extends RepeatedWork {
  protected readonly pauses = { first: 300, next: HOUR };

  private readonly logger = new Logger(RetentionSchedule.name);

  constructor(
    private readonly sweepSnapshots: SweepSnapshots,
    private readonly sweepMemberFiles: SweepMemberFiles,
  ) {
    super();
  }

  /** One that cannot be done now keeps none of the others from being done. */
  protected override async work(): Promise<void> {
    for (const sweep of [this.sweepSnapshots, this.sweepMemberFiles]) {
      try {
        await sweep.execute();
      } catch (error) {
        this.logger.warn(`${sweep.constructor.name} is tried again in an hour: ${String(error)}`);
      }
    }
  }
}
