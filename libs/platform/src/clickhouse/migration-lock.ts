import { ClickHouseError } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyDownError } from '../errors/errors';
import type { ClickHouse } from './clickhouse.port';

/** A holder that has not renewed its lease for this long is taken for dead. */
export const LEASE_SECONDS = 15;
const PREFIX = 'schema_migration_lock_';
const RETRY_MS = 100;
const TABLE_ALREADY_EXISTS = '57';
const UNKNOWN_TABLE = '60';

/** A newer holder took the lock over, because this one did not renew its lease in time. */
export class LockLostError extends Error {
  constructor() {
    super('the lock of the ClickHouse migrations was taken over, because its lease was not renewed in time');
    this.name = 'LockLostError';
  }
}

/**
 * A lock made of ClickHouse alone: services that own no Postgres migrate too.
 *
 * Creating a table is the one thing that the engine does for exactly one of several callers. Lock tables are numbered; the
 * one with the greatest number is the lock, its rows are the signs of life of its holder. Whoever finds it released or
 * expired creates the next number, which succeeds for one caller. (One name, dropped and created again, would let a slow
 * caller drop the lock of its successor.) Older tables are removed by the new holder, never the newest, so a caller that
 * created an old number again sees a greater one and has lost.
 *
 * A holder that sleeps through its lease may still have a statement running: migrations must bear being run twice.
 */
export class MigrationLock {
  private renewal: NodeJS.Timeout | undefined;
  private lost = false;

  private constructor(
    private readonly clickhouse: ClickHouse,
    private readonly number: number,
    private readonly owner: string,
  ) {}

  /** Waits until the lock is free or its lease has expired. Times are the engine's. */
  static async acquire(clickhouse: ClickHouse, leaseSeconds = LEASE_SECONDS): Promise<MigrationLock> {
    for (;;) {
      const current = await newestLock(clickhouse);
      if (current === undefined || (await isFree(clickhouse, current, leaseSeconds))) {
        const lock = await MigrationLock.take(clickhouse, (current ?? 0) + 1, leaseSeconds);
        if (lock) return lock;
      }
      await sleep(RETRY_MS);
    }
  }

  private static async take(
    clickhouse: ClickHouse,
    number: number,
    leaseSeconds: number,
  ): Promise<MigrationLock | undefined> {
    try {
      await clickhouse.command(
        `CREATE TABLE ${PREFIX}${number} (owner UUID, at DateTime64(3), released Bool) ENGINE = MergeTree ORDER BY at`,
      );
    } catch (error) {
      if (error instanceof ClickHouseError && error.code === TABLE_ALREADY_EXISTS) return undefined;
      throw error;
    }
    if ((await newestLock(clickhouse)) !== number) {
      await dropLock(clickhouse, number);
      return undefined;
    }
    const lock = new MigrationLock(clickhouse, number, randomUUID());
    await lock.sign(false);
    lock.keepAlive(leaseSeconds);
    for (const older of await lockNumbers(clickhouse)) {
      if (older < number) await dropLock(clickhouse, older);
    }
    return lock;
  }

  /** Call before every step of the work. @throws LockLostError when somebody else has the lock by now. */
  async assertHeld(): Promise<void> {
    if (this.lost || (await newestLock(this.clickhouse)) !== this.number) throw new LockLostError();
  }

  async release(): Promise<void> {
    this.abandon();
    if (!this.lost) await this.sign(true);
  }

  /** Stops renewing without releasing, as a process that dies does. */
  abandon(): void {
    clearInterval(this.renewal);
  }

  private keepAlive(leaseSeconds: number): void {
    this.renewal = setInterval(
      () => {
        this.sign(false).catch(() => {
          // The next renewal may succeed; if none does before the lease expires, assertHeld tells.
        });
      },
      (leaseSeconds * 1000) / 3,
    );
  }

  private async sign(released: boolean): Promise<void> {
    try {
      await this.clickhouse.command(
        `INSERT INTO ${PREFIX}${this.number} SELECT {owner:UUID}, now64(3), {released:Bool}`,
        { owner: this.owner, released },
      );
    } catch (error) {
      if (isMissingTable(error)) this.lost = true;
      else throw error;
    }
  }
}

async function lockNumbers(clickhouse: ClickHouse): Promise<number[]> {
  const rows = await clickhouse.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${PREFIX}')`,
  );
  return rows.map((row) => Number(row.name.slice(PREFIX.length)));
}

async function newestLock(clickhouse: ClickHouse): Promise<number | undefined> {
  const numbers = await lockNumbers(clickhouse);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

async function isFree(clickhouse: ClickHouse, number: number, leaseSeconds: number): Promise<boolean> {
  try {
    // A holder that died before its first sign of life counts from the creation of its table.
    const rows = await clickhouse.query<{ free: number }>(
      `SELECT toUInt8(max(released) OR greatest(max(at), (
         SELECT toDateTime64(metadata_modification_time, 3) FROM system.tables
         WHERE database = currentDatabase() AND name = {name:String}
       )) < now64(3) - toIntervalMillisecond({lease:UInt32})) AS free FROM ${PREFIX}${number}`,
      { name: `${PREFIX}${number}`, lease: Math.round(leaseSeconds * 1000) },
    );
    return rows[0]?.free === 1;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

async function dropLock(clickhouse: ClickHouse, number: number): Promise<void> {
  await clickhouse.command(`DROP TABLE IF EXISTS ${PREFIX}${number}`);
}

function isMissingTable(error: unknown): boolean {
  return (
    error instanceof DependencyDownError &&
    error.cause instanceof ClickHouseError &&
    error.cause.code === UNKNOWN_TABLE
  );
}
