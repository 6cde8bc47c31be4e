import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** The time zones that ClickHouse can compute local days in: its tzdata may be older than that of this runtime. */
@Injectable()
export class EngineTimeZones {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Failures are those of `ClickHouse`. @param canonical see `canonicalTimeZone`. */
  async knows(canonical: string): Promise<boolean> {
    const rows = await this.clickhouse.query<{ zones: number }>(
      'SELECT count() AS zones FROM system.time_zones WHERE time_zone = {zone:String}',
      { zone: canonical },
    );
    return rows[0]?.zones === 1;
  }
}
