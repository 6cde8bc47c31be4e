import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { LOOPBACK } from '../engine';

/** A port that was free a moment ago, for programs that cannot be told to take any. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
