import { Inject, Injectable } from '@nestjs/common';
import { RepeatedWork, SERVICE_CONFIG } from '@muster/platform';
import type { AudienceApiConfig } from '../config';
import { SweepRuns } from './sweep-runs.use-case';

/** A lost piece waits at most a third of a lease longer than it must. */
const SWEEPS_PER_LEASE = 3;

/** Looks after runs again and again. */
@Injectable()
export class SweepSchedule extends RepeatedWork {
  protected readonly pauses;

  constructor(
    private readonly sweepRuns: SweepRuns,
    @Inject(SERVICE_CONFIG) { RUN_LEASE_SECONDS: lease }: AudienceApiConfig,
  ) {
    super();
    // Not at once: a service that was down has yet to hear the signs of life of that time.
    this.pauses = { first: lease, next: lease / SWEEPS_PER_LEASE };
  }

  protected override async work(): Promise<void> {
    await this.sweepRuns.execute();
  }
}
