import { Client, escapeIdentifier } from 'pg';
import { CONNECT_TIMEOUT_MS } from './connect-timeout';

const RECONNECT_AFTER_MS = 500;

/** Listens to one channel of PostgreSQL on a connection of its own, and connects again when it breaks. */
export class NotificationListener {
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * @param onSignal is called with the payload of every notification, and with undefined when listening begins (again):
   * earlier ones may have been missed.
   */
  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly onSignal: (payload: string | undefined) => void,
  ) {}

  start(): void {
    void this.listen();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    // A connection that is broken already needs no farewell.
    await client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    this.client = client;
    client.on('notification', ({ payload }) => {
      this.onSignal(payload ?? '');
    });
    client.on('error', () => undefined);
    client.on('end', () => {
      this.reconnect(client);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${escapeIdentifier(this.channel)}`);
      this.onSignal(undefined);
    } catch {
      // Those who listen look for themselves now and then, and tell when PostgreSQL is down.
      await client.end().catch(() => undefined);
      this.reconnect(client);
    }
  }

  private reconnect(broken: Client): void {
    if (this.stopped || this.client !== broken) return;
    this.client = undefined;
    this.retry = setTimeout(() => void this.listen(), RECONNECT_AFTER_MS);
  }
}
