import { mkdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EngineSessions } from './engine-sessions';
import { createClickHouseServer } from './http-server';
import type { Answer, Order } from './server-messages';
import { CONCURRENT_REQUESTS } from './server-messages';

/**
 * Entry of the engine's own process. It lives exactly as long as the process that started it: when that one ends, however
 * it ends, the channel between them closes, and the engine's data folder is free a moment later.
 */
function main(): void {
  // Ctrl-C reaches the whole group of processes; when this one stops is its parent's decision.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  // Acknowledged inserts survive a killed process, and an engine in the middle of a query cannot be closed any sooner.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.once('message', (order: Order) => {
    start(order).catch((error: unknown) => {
      answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  });
}

async function start(order: Order): Promise<void> {
  await mkdir(order.path, { recursive: true });
  // What an earlier process left there when it was killed.
  const spool = join(order.path, 'spool');
  await rm(spool, { recursive: true, force: true });
  await mkdir(spool, { recursive: true });
  const sessions = new EngineSessions(join(order.path, 'data'), CONCURRENT_REQUESTS);
  const server = createClickHouseServer({ sessions, spool }, order);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(order.port, order.host, resolve);
  });
  process.once('message', () => {
    // Running requests end first; the parent has its own patience and kills in the end.
    server.close(() => {
      sessions.close();
      process.exit(0);
    });
    server.closeIdleConnections();
  });
  answer({ kind: 'ready', port: (server.address() as AddressInfo).port });
}

function answer(message: Answer): void {
  process.send?.(message);
}

main();
