import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How long organisations keep the members of their results. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: DataSource) {}

  /** Null for ever. */
  async days(organisationId: string): Promise<number | null> {
    const rows: { days: number | null }[] = await this.database.query(
      'SELECT retention_days AS days FROM audience_api.organisations WHERE id = $1',
      [organisationId],
    );
    return rows[0]?.days ?? null;
  }

  async setDays(organisationId: string, days: number | null): Promise<void> {
    await this.database.query('UPDATE audience_api.organisations SET retention_days = $2 WHERE id = $1', [
      organisationId,
      days,
    ]);
  }
}
