import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A TCP relay between a service and an engine that can be told to swallow answers: from the first request that contains
 * a text on, the engine gets everything and the service hears nothing. That is the exact middle of the service's work,
 * so a test can kill the service there every time and not only when a race is won.
 */
export class TcpGate {
  readonly #server = createServer((client) => {
    this.#relay(client);
  });
  readonly #sockets = new Set<Socket>();
  #text: Buffer | undefined;
  #caught: (() => void) | undefined;

  private constructor(private readonly target: { host: string; port: number }) {}

  /** Opens a gate before the engine of a URL, e.g. `http://127.0.0.1:8123`. */
  static async before(url: string): Promise<TcpGate> {
    const { hostname, port } = new URL(url);
    const gate = new TcpGate({ host: hostname, port: Number(port) });
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  /** The URL to give to the service instead of the engine's. */
  url(engine: string): string {
    const url = new URL(engine);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.toString().replace(/\/$/, '');
  }

  /** Swallows answers from the next request on that contains `text`; resolves when there was one. */
  closeAt(text: string): Promise<void> {
    this.#text = Buffer.from(text);
    return new Promise((resolve) => {
      this.#caught = resolve;
    });
  }

  /** Lets everything through again; connections whose answers were swallowed are cut. */
  open(): void {
    this.#text = undefined;
    this.#caught = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  async dispose(): Promise<void> {
    this.open();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #relay(client: Socket): void {
    const engine = connect(this.target);
    let swallow = false;
    let tail = Buffer.alloc(0);
    for (const socket of [client, engine]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        engine.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (this.#text && !swallow) {
        // The text may lie across two chunks.
        const seen = Buffer.concat([tail, chunk]);
        swallow = seen.includes(this.#text);
        tail = seen.subarray(Math.max(0, seen.length - this.#text.length));
        if (swallow) this.#caught?.();
      }
      engine.write(chunk);
    });
    engine.on('data', (chunk: Buffer) => {
      if (!swallow) client.write(chunk);
    });
  }
}
