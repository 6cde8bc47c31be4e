import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** The clock that all replicas of the service share: what one of them writes down, another one compares. */
@Injectable()
export class DatabaseClock {
  constructor(private readonly database: DataSource) {}

  /** The present, also in a transaction that has begun long ago. */
  async now(manager: EntityManager = this.database.manager): Promise<Date> {
    const [row]: { now: Date }[] = await manager.query('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('the database does not tell the time');
    return row.now;
  }
}
