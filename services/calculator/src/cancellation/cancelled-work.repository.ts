import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import { type Cancellable, queryPrefix } from './cancellable';

/** What has been cancelled, as all calculators see it. Failures are those of `ClickHouse`. */
@Injectable()
export class CancelledWorkRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  async add({ organisationId: organisation, id }: Cancellable): Promise<void> {
    await this.clickhouse.insert('cancelled_work', [{ organisation, id }]);
  }

  async has({ organisationId: organisation, id }: Cancellable): Promise<boolean> {
    const rows = await this.clickhouse.query(
      'SELECT 1 AS found FROM cancelled_work WHERE organisation = {organisation:UUID} AND id = {id:UUID} LIMIT 1',
      { organisation, id },
    );
    return rows.length > 0;
  }

  async stopQueries(cancelled: Cancellable): Promise<void> {
    await this.clickhouse.cancelQueries(queryPrefix(cancelled));
  }
}
