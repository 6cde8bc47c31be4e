import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { AudienceApiConfig } from '../config';
import { RepeatedWork } from '@muster/platform';
import { CreateDueRuns } from './create-due-runs.use-case';

/** Looks again and again for daily audiences that are due. */
@Injectable()
export class ScheduleTick extends RepeatedWork {
  protected readonly pauses;

  constructor(
    private readonly createDueRuns: CreateDueRuns,
    @Inject(SERVICE_CONFIG) { SCHEDULE_TICK_SECONDS: seconds }: AudienceApiConfig,
  ) {
    super();
    this.pauses = { first: seconds, next: seconds };
  }

  protected override async work(): Promise<void> {
    await this.createDueRuns.execute();
  }
}
