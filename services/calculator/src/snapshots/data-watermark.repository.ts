import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** Up to when data has been landed, as importers count it. Failures are those of `ClickHouse`. */
@Injectable()
export class DataWatermarkRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * The newest landing of any of the organisation's data, as ISO 8601; undefined when nothing has been landed. A landing is counted when
   * its rows can be read: whatever reads after this has everything that was counted until then. Of all data and not of what
   * a plan names: a tag that nobody has set for a month is not a month old as long as news arrive.
   */
  async of(organisationId: string): Promise<string | undefined> {
    const [row] = await this.clickhouse.query<{ landedAt: number }>(
      `SELECT toUnixTimestamp64Milli(max(landed_at)) AS landedAt FROM data_generations
       WHERE organisation = {organisation:UUID}`,
      { organisation: organisationId },
    );
    return row && row.landedAt > 0 ? new Date(row.landedAt).toISOString() : undefined;
  }
}
