import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource } from 'typeorm';

const MESSAGE = 'a transaction asks for a second connection: pass its EntityManager on';

/** What TypeORM's driver for PostgreSQL takes connections from its pool with. */
interface PooledDriver {
  obtainMasterConnection(...options: unknown[]): Promise<unknown>;
}

/**
 * From now on a transaction that asks the pool for a second connection fails at once. As many such transactions as the pool has
 * connections wait for each other until the pool's timeout, and everybody else with them; in a test, with one at a time, nothing
 * would be seen of it.
 *
 * As a pool of one connection would, it finds whatever is not passed the transaction's EntityManager; but it says so at once instead of
 * hanging, and what a test does beside a transaction is not disturbed.
 */
export function refuseNestedConnections(database: DataSource): void {
  const transactions = new AsyncLocalStorage<{ hasConnection: boolean }>();
  const manager = database.manager;
  const transaction = manager.transaction.bind(manager) as (...given: unknown[]) => Promise<unknown>;
  const begin = async (...given: unknown[]): Promise<unknown> => {
    if (transactions.getStore()) throw new Error(MESSAGE);
    return transactions.run({ hasConnection: false }, () => transaction(...given));
  };
  Object.assign(manager, { transaction: begin });

  const driver = database.driver as unknown as PooledDriver;
  const obtain = driver.obtainMasterConnection.bind(driver);
  driver.obtainMasterConnection = async (...options) => {
    const own = transactions.getStore();
    if (own?.hasConnection) {
      throw new Error(MESSAGE);
    }
    if (own) own.hasConnection = true;
    return obtain(...options);
  };
}
