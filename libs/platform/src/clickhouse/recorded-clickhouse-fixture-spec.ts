import { createServer, type Socket } from 'node:net';

/** What stands between the first line and the body of an answer, and the body. */
export interface RawAnswer {
  readonly status?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A server that keeps what it is asked and answers what it is told, byte for byte: for what the embedded engine never says. */
export class RecordedClickHouse {
  /** The URLs of all requests. */
  readonly asked: URL[] = [];
  /** Their bodies, as they are transferred. */
  readonly bodies: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    this.serve(socket);
  });

  private constructor(private readonly answer: (url: URL, body: string) => RawAnswer) {}

  static async start(answer: (url: URL, body: string) => RawAnswer): Promise<RecordedClickHouse> {
    const recorded = new RecordedClickHouse(answer);
    await new Promise<void>((resolve) => recorded.server.listen(0, '127.0.0.1', resolve));
    return recorded;
  }

  get url(): URL {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return new URL(`http://127.0.0.1:${String(address.port)}`);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** One request after the other on a connection, each of a known or a chunked length. */
  private serve(socket: Socket): void {
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      for (;;) {
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = received.slice(0, end);
        const rest = received.slice(end + 4);
        const length = bodyLength(head, rest);
        if (length === undefined || rest.length < length) return;
        received = rest.slice(length);
        this.respond(socket, head, rest.slice(0, length));
      }
    });
  }

  private respond(socket: Socket, head: string, body: string): void {
    const url = new URL(head.split(' ')[1] ?? '/', this.url);
    this.asked.push(url);
    this.bodies.push(body);
    const { status = '200 OK', headers = [], body: answer = '' } = this.answer(url, body);
    const lines = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${String(Buffer.byteLength(answer))}`];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${answer}`);
  }
}

/** Undefined as long as the end is not there. */
function bodyLength(head: string, rest: string): number | undefined {
  if (/^transfer-encoding: chunked$/im.test(head)) {
    const end = rest.indexOf('\r\n0\r\n\r\n');
    return end < 0 ? undefined : end + 7;
  }
  return Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
}
