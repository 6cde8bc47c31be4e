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
import { CreateDueRuns } from './create-due-runs.use-case';

/** Looks again and again for daily audiences that are due. */
@Injectable()
export class ScheduleTick implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(ScheduleTick.name);
  private readonly ticks: RepeatedTask;

  constructor(
    createDueRuns: CreateDueRuns,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {
    this.ticks = new RepeatedTask(
      () => createDueRuns.execute(),
      config.SCHEDULE_TICK_SECONDS,
      (error) => {
        this.log.warn(`daily audiences cannot be scheduled now: ${String(error)}`);
      },
    );
  }

  onApplicationBootstrap(): void {
    this.ticks.start(this.config.SCHEDULE_TICK_SECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.ticks.stop();
  }
}
