import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** Tables do not outgrow a budget of hours of reading in so short a time. */
const REMEMBERED_MS = 60_000;

/** Rows of the largest table, of all organisations: reading a table once reads no more. */
@Injectable()
export class LargestTable {
  private rows = 0;
  private until = 0;

  constructor(private readonly clickhouse: ClickHouse) {}

  /** As of a minute ago, at the oldest. Failures are those of `ClickHouse`. */
  async size(): Promise<number> {
    if (Date.now() < this.until) return this.rows;
    const [row] = await this.clickhouse.query<{ rows: number | null }>(
      'SELECT max(total_rows) AS rows FROM system.tables WHERE database = currentDatabase()',
    );
    this.rows = row?.rows ?? Infinity;
    this.until = Date.now() + REMEMBERED_MS;
    return this.rows;
  }
}
