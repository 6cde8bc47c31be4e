import { Injectable } from '@nestjs/common';
import type { CalculationMethod } from '@muster/contracts';
import { DataSource } from 'typeorm';
import { AudiencesRepository } from '../audiences/audiences.repository';
import type { Caller } from '../authentication/caller';
import { notFound } from '../http/not-found';
import { FirstDates } from './first-dates';

/** Makes an audience daily, or stops its schedule. Runs that exist go on. */
@Injectable()
export class ChangeCalculation {
  constructor(
    private readonly database: DataSource,
    private readonly audiences: AudiencesRepository,
    private readonly firstDates: FirstDates,
  ) {}

  /**
   * Safe to repeat: what is daily keeps the days that it has missed.
   * @throws ProblemError 404 `audience.not-found`.
   */
  async execute(
    caller: Caller,
    id: string,
    calculation: CalculationMethod,
    now: Date = new Date(),
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      const audience = await this.audiences.lock(manager, caller.organisationId, id);
      if (!audience) throw notFound('audience');
      if (audience.calculation === calculation) return;
      let { scheduledDate } = audience;
      if (calculation === 'daily') {
        const first = await this.firstDates.scheduledDate(manager, caller, now);
        // A later hour may have made a date due again that the audience has been computed for.
        scheduledDate = scheduledDate !== null && scheduledDate > first ? scheduledDate : first;
      }
      await this.audiences.update(manager, { id, calculation, scheduledDate });
    });
  }
}
