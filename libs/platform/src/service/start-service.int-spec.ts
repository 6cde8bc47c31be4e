import {
  Body,
  Controller,
  HttpCode,
  Injectable,
  Module,
  Post,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import {
  clickhouseForTest,
  combined,
  describeWith,
  objectStoreForTest,
  postgresForTest,
  waitFor,
  type TestResource,
} from '@muster/testing';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ClickHouse } from '../clickhouse/clickhouse.port';
import { ConfigError } from '../config/config.error';
import { currentContext } from '../context/execution-context';
import { Inbox } from '../inbox/inbox.port';
import { Outbox } from '../outbox/outbox.port';
import { parseTraceparent } from '../tracing/traceparent';
import { createEvent } from '../transport/create-event';
import { OnEvent } from '../transport/on-event.decorators';
import type { RunningService, ServiceDefinition } from './service-definition';
import { startService } from './start-service';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
type OrganisationEvent = TopicEvent<typeof topics.organisation>;

@Controller()
class OrganisationsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  @Post('organisations')
  @HttpCode(202)
  async register(@Body() { name }: { name: string }): Promise<void> {
    const organisationId = randomUUID();
    const event = createEvent(topics.organisation, {
      type: 'audience.organisation.registered.v1',
      service: 'front',
      organisationId,
      subject: organisationId,
      key: organisationId,
      identity: [organisationId],
      data: { organisationId, name, timeZone: 'UTC' },
    });
    await this.dataSource.transaction((manager) => this.outbox.add(manager, topics.organisation, [event]));
  }
}

@Injectable()
class Gate {
  open: Promise<void> = Promise.resolve();
  entered = 0;
}

const gate = new Gate();

@Controller()
class OrganisationsConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly clickhouse: ClickHouse,
  ) {}

  @OnEvent(topics.organisation)
  async registered(event: OrganisationEvent): Promise<void> {
    gate.entered++;
    await gate.open;
    await this.inbox.once(event, async (manager) => {
      const traceId = parseTraceparent(currentContext()?.traceparent)?.traceId;
      const [row] = await this.clickhouse.query<{ n: number }>('SELECT count() AS n FROM things');
      await manager.query('CREATE TABLE IF NOT EXISTS seen (name text, trace_id text, things int)');
      await manager.query('INSERT INTO seen VALUES ($1, $2, $3)', [event.data.name, traceId, row?.n]);
    });
  }
}

/** What a service begins with is begun once: a second LISTEN or a second timer would be ended by nobody. */
@Injectable()
class Beginnings implements OnModuleInit, OnApplicationBootstrap {
  static readonly seen: string[] = [];

  onModuleInit(): void {
    Beginnings.seen.push('init');
  }

  onApplicationBootstrap(): void {
    Beginnings.seen.push('bootstrap');
  }
}

@Module({ controllers: [OrganisationsController], providers: [Beginnings] })
class FrontModule {}

@Module({ controllers: [OrganisationsConsumer] })
class BackModule {}

const postgres = (schema: string) => ({ schema, entities: [], migrations: [], outbox: true });

const front: ServiceDefinition = {
  name: 'front',
  config: z.object({}),
  module: FrontModule,
  http: true,
  postgres: postgres('front'),
  objectStore: false,
};

const back: ServiceDefinition<{ GREETING: string }> = {
  name: 'back',
  config: z.object({ GREETING: z.string().describe('a greeting') }),
  module: () => ({ module: BackModule }),
  http: false,
  postgres: postgres('back'),
  clickhouse: {
    migrations: [
      {
        name: '1',
        statements: ['CREATE TABLE IF NOT EXISTS things (n UInt8) ENGINE = MergeTree ORDER BY n'],
      },
    ],
  },
  objectStore: false,
};

describeWith(['postgres', 'clickhouse', 'object-store'], 'startService', () => {
  let backends: TestResource;
  const running: RunningService[] = [];
  let env: Record<string, string>;
  let database: Client;

  beforeAll(async () => {
    backends = combined(await postgresForTest(), await clickhouseForTest(), await objectStoreForTest());
    env = { TRANSPORT: 'postgres', LOG_LEVEL: 'silent', GREETING: 'hello', ...backends.env };
    database = new Client({ connectionString: env['POSTGRES_URL'] });
    await database.connect();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
  });

  afterAll(async () => {
    await database.end();
    await backends.dispose();
  });

  async function start<Config extends object>(
    definition: ServiceDefinition<Config>,
    port: 'configured' | 'none',
  ): Promise<RunningService> {
    const service = await startService(definition, env, { port });
    running.push(service);
    return service;
  }

  const register = (service: RunningService, name: string) =>
    fetch(`${service.url ?? ''}/organisations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` },
      body: JSON.stringify({ name }),
    });

  const seen = (name: string) =>
    waitFor(
      async () => {
        const { rows } = await database.query<{ name: string; trace_id: string; things: number }>(
          'SELECT * FROM back.seen WHERE name = $1',
          [name],
        );
        return rows.length > 0 && rows;
      },
      { what: `the effect of registering ${name}` },
    );

  it('carries a request through outbox, transport and inbox, in one trace, between two services of one process', async () => {
    const consumer = await start(back, 'none');
    const api = await start(front, 'configured');
    expect(consumer.url).toBeUndefined();
    expect((await register(api, 'first')).status).toBe(202);
    expect(await seen('first')).toEqual([{ name: 'first', trace_id: TRACE_ID, things: 0 }]);

    const ready = await fetch(`${api.url ?? ''}/health/ready`);
    expect(ready.headers.get('keep-alive')).toBe('timeout=65');
    expect(await ready.json()).toEqual({
      ready: true,
      checks: {
        objectStore: { up: true },
        broker: { up: true },
        postgres: { up: true },
        consumer: { up: true },
      },
    });
    expect(await (await fetch(`${api.url ?? ''}/metrics`)).text()).toMatch(
      /muster_outbox_published_total\{service="front"\} 1/,
    );
  });

  it.each(['configured', 'none'] as const)('begins once: port %s', async (port) => {
    Beginnings.seen.length = 0;
    await start(front, port);
    expect(Beginnings.seen).toEqual(['init', 'bootstrap']);
  });

  it('finishes what it has begun when it is stopped, and takes no more requests', async () => {
    const consumer = await start(back, 'configured');
    const api = await start(front, 'configured');
    let open = () => {};
    gate.open = new Promise((resolve) => (open = resolve));
    const before = gate.entered;
    await register(api, 'late');
    await waitFor(() => gate.entered > before, { what: 'the handler to begin' });
    const stopped = consumer.stop();
    await expect(fetch(`${consumer.url ?? ''}/health/live`)).rejects.toThrow('fetch failed');
    open();
    await stopped;
    expect(await seen('late')).toHaveLength(1);
  });

  it('handles as many events of a topic at a time as the service wants', async () => {
    const topicConcurrency = ({ GREETING }: { GREETING: string }) => ({
      [topics.organisation.name]: GREETING.length,
    });
    await start({ ...back, topicConcurrency }, 'none');
    const api = await start(front, 'configured');
    let open = () => {};
    gate.open = new Promise((resolve) => (open = resolve));
    const before = gate.entered;
    const names = Array.from({ length: 40 }, (_, index) => `one of many ${index}`);
    await Promise.all(names.map((name) => register(api, name)));
    await waitFor(() => gate.entered - before >= 'hello'.length, { what: 'five handlers to begin' });
    open();
    await Promise.all(names.map(seen));
  });

  it('names every bad variable before it connects to anything', async () => {
    const bad = startService(back, { ...env, GREETING: '', POSTGRES_URL: 'x' }, { port: 'none' });
    await expect(bad).rejects.toThrow(ConfigError);
    await expect(bad).rejects.toThrow(
      /POSTGRES_URL is not valid[^]*GREETING is missing: expected a greeting/,
    );
  });

  it('leaves nothing open when it cannot start', async () => {
    const api = await start(front, 'configured');
    const taken = { ...env, PORT: new URL(api.url ?? '').port };
    const second = startService({ ...front, name: 'second' }, taken, { port: 'configured' });
    await expect(second).rejects.toThrow('EADDRINUSE');
    await waitFor(
      async () => {
        const { rows } = await database.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'second'",
        );
        return rows.length === 0;
      },
      { what: 'the connections of the failed start to close' },
    );
  });
});
