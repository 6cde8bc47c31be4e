import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyDownError } from '../errors/errors';
import type { Log } from '../logs/log';

/** How long a starting service waits for what it depends on; container platforms start all of it at once. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

/** Tries until a dependency answers. @throws DependencyDownError when it has not after a minute; any other error at once. */
export async function untilUp<Result>(log: Log, work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DependencyDownError) || Date.now() >= deadline) throw error;
      log.warn('waiting for a dependency', { dependency: error.dependency, reason: error.message });
      await sleep(RETRY_MS);
    }
  }
}
