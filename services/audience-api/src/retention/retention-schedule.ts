import { Injectable, Logger } from '@nestjs/common';
import { RepeatedWork } from '@muster/platform';
import { ForgetRecords } from './forget-records.use-case';
import { RetireOrphans } from './retire-orphans.use-case';
import { RetireResults } from './retire-results.use-case';
import { SweepParkedPayloads } from './sweep-parked-payloads.use-case';
import { SweepFiles } from './sweep-files.use-case';

/** Days are counted, so an hour sooner or later does not matter. */
const HOUR = 3_600;

/** Deletes what this service knows the time of, or has it deleted. */
@Injectable()
export class RetentionSchedule extends RepeatedWork {
  protected readonly pauses = { first: 60, next: HOUR };
  private readonly logger = new Logger(RetentionSchedule.name);

  constructor(
    private readonly retireResults: RetireResults,
    private readonly retireOrphans: RetireOrphans,
    private readonly forgetRecords: ForgetRecords,
    private readonly sweepFiles: SweepFiles,
    private readonly sweepParkedPayloads: SweepParkedPayloads,
  ) {
    super();
  }

  /** One that cannot be done now, because what it needs is away, keeps none of the others from being done. */
  protected override async work(): Promise<void> {
    const sweeps = [
      this.retireResults,
      this.retireOrphans,
      this.forgetRecords,
      this.sweepFiles,
      this.sweepParkedPayloads,
    ];
    for (const sweep of sweeps) {
      try {
        await sweep.execute();
      } catch (error) {
        this.logger.warn(`${sweep.constructor.name} is tried again in an hour: ${String(error)}`);
      }
    }
  }
}
