import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouse, createClickHouseDatabase, HttpClickHouse } from '@muster/platform';
import { startClickHouse } from '@muster/standalone/engines';

const DATABASE = 'bench';

export interface ScratchEngine {
  readonly clickhouse: ClickHouse;
  /** Of the process in which the engine runs. */
  readonly pid: number;
}

/**
 * Gives `work` an empty database of an engine of its own, and leaves nothing of it: neither at the end, nor after a failure,
 * nor on Ctrl-C or SIGTERM.
 */
export async function withScratchEngine(work: (engine: ScratchEngine) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const remove = async () => rm(folder, { recursive: true, force: true });
  let stop = async (): Promise<void> => undefined;
  let leaving: Promise<void> | undefined;
  const interrupted = (): void => {
    leaving = stop()
      .then(remove)
      .finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const engine = await startClickHouse({ folder, user: 'bench', password: 'bench' });
    stop = async () => {
      // A statement may have minutes left, and nobody waits for its data.
      if (engine.pid !== undefined) process.kill(engine.pid, 'SIGKILL');
      await engine.stop();
    };
    const config = { url: new URL(engine.url), database: DATABASE };
    await createClickHouseDatabase(config);
    const clickhouse = new HttpClickHouse(config, 'muster-bench');
    try {
      await work({ clickhouse, pid: engine.pid ?? process.pid });
    } finally {
      await clickhouse.close();
    }
  } catch (error) {
    // The statement that was running has failed because the engine is gone: no news.
    await leaving;
    throw error;
  } finally {
    await stop();
    await remove();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
