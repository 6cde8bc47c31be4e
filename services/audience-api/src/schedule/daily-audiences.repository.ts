import { Injectable } from '@nestjs/common';
import type { MissedDays } from '@muster/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AudienceEntity } from '../audiences/audience.entity';
import { UNDER_WAY } from '../runs/domain/run-state';
import type { DailyHour } from './domain/business-days';

/** An organisation with daily audiences. */
export interface DailyOrganisation extends DailyHour {
  readonly organisationId: string;
  readonly missedDays: MissedDays;
  /** The date that the audience is scheduled for that is furthest behind. */
  readonly behind: string;
}

const OWN_RUN_UNDER_WAY = `EXISTS (SELECT FROM audience_api.runs run
  WHERE run.audience_id = audience.id AND run.trigger = 'scheduled' AND run.state = ANY(:underWay))`;

@Injectable()
export class DailyAudiencesRepository {
  constructor(private readonly database: DataSource) {}

  async organisations(): Promise<DailyOrganisation[]> {
    return this.database.query(
      `SELECT organisation.id AS "organisationId", time_zone AS "timeZone", daily_hour AS "dailyHour",
         missed_days AS "missedDays", min(audience.scheduled_date)::text AS behind
       FROM audience_api.organisations organisation
       JOIN audience_api.audiences audience ON audience.organisation_id = organisation.id
       WHERE audience.calculation = 'daily' AND audience.deleted_at IS NULL
       GROUP BY organisation.id`,
    );
  }

  /** Until the end of the transaction nobody else schedules for the organisation; false when somebody does just now. */
  async claim(manager: EntityManager, organisationId: string): Promise<boolean> {
    const [row]: { claimed: boolean }[] = await manager.query(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed',
      [`schedule of ${organisationId}`],
    );
    return row?.claimed ?? false;
  }

  /**
   * Locks audiences that are behind a date, those first that are furthest behind; what is locked by somebody else is left to the next
   * tick. Where every missed day is caught up, an audience waits for its own day before: a later one would supersede it.
   */
  async lockBehind(
    manager: EntityManager,
    { organisationId, missedDays }: DailyOrganisation,
    date: string,
    limit: number,
  ): Promise<AudienceEntity[]> {
    const query = manager
      .getRepository(AudienceEntity)
      .createQueryBuilder('audience')
      .where(`audience.organisationId = :organisationId AND audience.calculation = 'daily'`, {
        organisationId,
      })
      .andWhere('audience.scheduledDate < :date', { date })
      .orderBy('audience.scheduledDate')
      .addOrderBy('audience.id')
      .limit(limit)
      .setLock('for_no_key_update')
      .setOnLocked('skip_locked');
    if (missedDays === 'all') query.andWhere(`NOT ${OWN_RUN_UNDER_WAY}`, { underWay: UNDER_WAY });
    return query.getMany();
  }

  /** Those that have a result of a later date, or may be getting one: a result of this date would take its place. */
  async aheadOf(
    manager: EntityManager,
    date: string,
    audiences: readonly AudienceEntity[],
  ): Promise<ReadonlySet<string>> {
    const rows: { audienceId: string }[] = await manager.query(
      `SELECT DISTINCT audience_id AS "audienceId" FROM audience_api.runs
       WHERE audience_id = ANY($1::uuid[]) AND business_date > $2::date AND state = ANY($3)`,
      [audiences.map(({ id }) => id), date, [...UNDER_WAY, 'held', 'completed']],
    );
    return new Set(rows.map(({ audienceId }) => audienceId));
  }

  async setScheduledDates(
    manager: EntityManager,
    dates: readonly { readonly audienceId: string; readonly date: string }[],
  ): Promise<void> {
    await manager.query(
      `UPDATE audience_api.audiences audience SET scheduled_date = scheduled.date
       FROM unnest($1::uuid[], $2::date[]) AS scheduled (id, date) WHERE audience.id = scheduled.id`,
      [dates.map(({ audienceId }) => audienceId), dates.map(({ date }) => date)],
    );
  }
}
