import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Requests that are being answered when the service stops have this long. */
const DRAIN_MS = 5_000;

/**
 * Longer than the minute that clients and load balancers usually keep an idle connection: whoever sends on one that the
 * server is about to close gets a reset, and cannot know whether the request was served. Node.js would close after 5 s.
 */
const KEEP_ALIVE_MS = 65_000;

export function keepIdleConnections(server: Server): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
}

/** Where a server answers, as a URL that works on this machine. */
export function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/**
 * Takes no more connections, and breaks those that are still open after a few seconds.
 * @returns a function to call when the server has closed.
 */
export function drain(server: Server): () => void {
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  return () => {
    clearTimeout(timer);
  };
}
