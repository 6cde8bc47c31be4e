import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** How many users an organisation has, to decide how far its runs are split. */
@Injectable()
export class KnownUsers {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * An upper bound of the known users: ids are dense from 1 up, so the highest is as good for splitting as the exact number, and
   * needs no merge of row versions.
   */
  async bound(organisationId: string): Promise<number> {
    const rows = await this.clickhouse.query<{ highest: number }>(
      'SELECT max(uid) AS highest FROM users WHERE organisation = {organisation:UUID}',
      { organisation: organisationId },
    );
    return rows[0]?.highest ?? 0;
  }
}
