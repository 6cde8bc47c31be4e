import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NewRuns } from '../runs/new-runs';
import { DailyAudiencesRepository, type DailyOrganisation } from './daily-audiences.repository';
import { newestDueDate, nextDate, scheduledTime } from './domain/business-days';

/** So many runs are made in one transaction: it lasts a fraction of a second. */
const BATCH = 500;

/**
 * Makes one run for each daily audience and business date, once the date is due. Any number of replicas may do so at once, and may die
 * in between: an audience's date and its run are written together.
 */
@Injectable()
export class CreateDueRuns {
  private readonly log = new Logger(CreateDueRuns.name);

  constructor(
    private readonly database: DataSource,
    private readonly dailyAudiences: DailyAudiencesRepository,
    private readonly newRuns: NewRuns,
  ) {}

  /** What cannot be scheduled for one organisation holds no other one up; the next tick tries again. */
  async execute(now = new Date()): Promise<void> {
    for (const organisation of await this.dailyAudiences.organisations()) {
      const newestDue = newestDueDate(now, organisation);
      if (organisation.behind >= newestDue) continue;
      try {
        await this.schedule(organisation, newestDue);
      } catch (error) {
        const { organisationId } = organisation;
        this.log.warn(`daily audiences of ${organisationId} are left to the next tick: ${String(error)}`);
      }
    }
  }

  private async schedule(organisation: DailyOrganisation, newestDue: string): Promise<void> {
    let made: number;
    do {
      made = await this.database.transaction((manager) => this.makeBatch(manager, organisation, newestDue));
    } while (made === BATCH);
  }

  private async makeBatch(
    manager: EntityManager,
    organisation: DailyOrganisation,
    newestDue: string,
  ): Promise<number> {
    if (!(await this.dailyAudiences.claim(manager, organisation.organisationId))) return 0;
    const behind = await this.dailyAudiences.lockBehind(manager, organisation, newestDue, BATCH);
    const dated = behind.flatMap((audience) => {
      const date = nextDate(
        audience.scheduledDate ?? newestDue,
        newestDue,
        organisation.missedDays,
        organisation,
      );
      return date === undefined ? [] : { audience, time: scheduledTime(date, organisation) };
    });
    // Who wants only the newest of the days that were missed may have a newer result already, by having asked for it.
    const ahead =
      organisation.missedDays === 'newest'
        ? await this.dailyAudiences.aheadOf(manager, newestDue, behind)
        : new Set<string>();
    const due = dated.filter(({ audience }) => !ahead.has(audience.id));
    await this.newRuns.requestAll(manager, 'scheduled', due, 'ifNewest');
    const dates = dated.map(({ audience, time }) => ({ audienceId: audience.id, date: time.businessDate }));
    await this.dailyAudiences.setScheduledDates(manager, dates);
    return dated.length;
  }
}
