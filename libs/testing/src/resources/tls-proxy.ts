import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TestCertificates } from './certificates-for-test';

export interface TlsProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Takes TLS connections and hands what they carry to a server that speaks none, as a load balancer does. */
export async function tlsProxy(certificates: TestCertificates, target: URL): Promise<TlsProxy> {
  const [cert, key] = await Promise.all([readFile(certificates.cert), readFile(certificates.key)]);
  const open = new Set<Socket>();
  const tracked = (socket: Socket): void => {
    open.add(socket);
    // A side that breaks off ends the other one, and that is all.
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  };
  const server = createServer({ cert, key }, (client) => {
    const upstream = connect(Number(target.port), target.hostname);
    tracked(client);
    tracked(upstream);
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
