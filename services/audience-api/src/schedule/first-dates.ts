import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { OrganisationSchedulesRepository } from '../organisations/organisation-schedules.repository';
import { newestDueDate } from './domain/business-days';

/** Where the schedule of an audience begins that becomes daily. */
@Injectable()
export class FirstDates {
  constructor(private readonly schedules: OrganisationSchedulesRepository) {}

  /**
   * The date that counts as scheduled already: a daily audience is computed for dates that come due after it became daily. The
   * current one is computed by the run of its creation, or by "update now".
   */
  async scheduledDate(manager: EntityManager, caller: Caller, now: Date): Promise<string> {
    const { dailyHour } = await this.schedules.get(manager, caller.organisationId);
    return newestDueDate(now, { dailyHour, timeZone: caller.timeZone });
  }
}
