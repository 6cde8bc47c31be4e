import type { EntityManager } from 'typeorm';

/** Resolves when a session waits for a lock that the transaction holds. */
export async function somebodyWaitsForALock(manager: EntityManager): Promise<void> {
  for (;;) {
    const waiting: unknown[] = await manager.query(
      'SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))',
    );
    if (waiting.length > 0) return;
  }
}
