import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WaveInput } from './domain/wave';

/** What becomes of audiences on a business date. */
@Injectable()
export class WaveInputsRepository {
  async find(
    manager: EntityManager,
    organisationId: string,
    audienceIds: readonly string[],
    businessDate: string,
  ): Promise<WaveInput[]> {
    return manager.query(
      `SELECT audience.id AS "audienceId", run.state AS "runState",
         audience.calculation = 'daily' AND audience.scheduled_date < $3 AS "isDue"
       FROM audience_api.audiences audience
       LEFT JOIN audience_api.runs run
         ON run.audience_id = audience.id AND run.trigger = 'scheduled' AND run.business_date = $3
       WHERE audience.organisation_id = $1 AND audience.id = ANY($2) AND audience.deleted_at IS NULL
       ORDER BY audience.id`,
      [organisationId, audienceIds, businessDate],
    );
  }
}
