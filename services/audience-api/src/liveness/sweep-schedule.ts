import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { AudienceApiConfig } from '../config';
import { RepeatedTask } from '../repetition/repeated-task';
import { SweepRuns } from './sweep-runs.use-case';

/** A lost piece waits at most a third of a lease longer than it must. */
const SWEEPS_PER_LEASE = 3;

/** Sweeps again and again, one sweep at a time. */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SweepSchedule.name);
  private readonly sweeps: RepeatedTask;

  constructor(
    sweepRuns: SweepRuns,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {
    const everySeconds = config.RUN_LEASE_SECONDS / SWEEPS_PER_LEASE;
    this.sweeps = new RepeatedTask(
      () => sweepRuns.execute(),
      everySeconds,
      (error) => {
        this.log.warn(`runs cannot be looked after now: ${String(error)}`);
      },
    );
  }

  /** Not at once: a service that was down has yet to hear the signs of life of that time. */
  onApplicationBootstrap(): void {
    this.sweeps.start(this.config.RUN_LEASE_SECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeps.stop();
  }
}
