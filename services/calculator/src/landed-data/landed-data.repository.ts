import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { LandedData } from './landed-data';

interface Row {
  readonly shards: number[];
  readonly landedAt: number;
  readonly largestTable: number | null;
}

/** Looks at an organisation's data before any of it is read. Failures are those of `ClickHouse`. */
@Injectable()
export class LandedDataRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * One statement, because each costs some milliseconds, and its parts are looked up when it begins, before anything of a plan is read.
   * Shards without FINAL: one whose users have all been deleted gets an empty bitmap, which is right, and the scan reads one column of the
   * primary key (5 ms for 3 M users).
   */
  async of(organisationId: string): Promise<LandedData> {
    const [row] = await this.clickhouse.query<Row>(
      `SELECT
         arraySort(groupUniqArray(toUInt16(bitShiftRight(uid, 20)))) AS shards,
         (SELECT toUnixTimestamp64Milli(max(landed_at)) FROM data_generations WHERE organisation = {organisation:UUID}) AS landedAt,
         (SELECT max(total_rows) FROM system.tables WHERE database = currentDatabase()) AS largestTable
       FROM users WHERE organisation = {organisation:UUID}`,
      { organisation: organisationId },
    );
    const { shards = [], landedAt = 0, largestTable = null } = row ?? {};
    return {
      shards,
      watermark: landedAt > 0 ? new Date(landedAt).toISOString() : undefined,
      largestTableRows: largestTable ?? Infinity,
    };
  }
}
