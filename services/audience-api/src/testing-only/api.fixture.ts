import type { Server } from 'node:http';
import { Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import type { Catalogue } from '@muster/contracts';
import {
  ClickHouse,
  createApp,
  Deletions,
  HealthChecks,
  Inbox,
  Log,
  Metrics,
  ObjectStore,
  openDataSource,
  Outbox,
  PostgresInbox,
  PostgresOutbox,
  SERVICE_CONFIG,
} from '@muster/platform';

import request, { type Test } from 'supertest';
import { DataSource } from 'typeorm';
import { AudienceApiModule } from '../audience-api.module';
import type { AudienceApiConfig } from '../config';
import { audienceApiSchema } from '../database/postgres-schema';
import { SCHEMA } from '../database/schema';
import { NamedObjects, CountsOnly } from './backends.fixture';
import { refuseNestedConnections } from './refuse-nested-connections.fixture';

export const ADMIN_TOKEN = 'administrator-of-tests';

export const CATALOGUE: Catalogue = {
  applications: { shop: { events: { purchase: { properties: { amount: 'number' } } } } },
  attributes: { city: 'string', age: 'number' },
  tags: { vip: { kind: 'flag' } },
};

@Module({})
class TestPlatformModule {}

/** An event that waits in the outbox. */
export interface StoredEvent {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/**
 * The API on a real Postgres, with the HTTP edge of every service, its handlers at hand and nothing consumed or relayed: what it
 * publishes stays in the outbox, and tests hand it the events of the other services.
 */
export class ApiForTest {
  private constructor(
    private readonly app: INestApplication,
    readonly database: DataSource,
    readonly objects: NamedObjects,
    /** What there is to be counted, as far as the API can see. */
    readonly counts: CountsOnly,
  ) {}

  /**
   * @param clickhouse a real one for tests that read members.
   * @param overrides of the configuration.
   */
  static async start(
    postgresUrl: string,
    clickhouse?: ClickHouse,
    overrides: Partial<AudienceApiConfig> = {},
  ): Promise<ApiForTest> {
    const database = await openDataSource(postgresUrl, audienceApiSchema, 'audience-api-test');
    refuseNestedConnections(database);
    const objects = new NamedObjects();
    const counts = new CountsOnly();
    const log = Log.create('audience-api', 'silent');
    const metrics = new Metrics('audience-api');
    const edge = { log, metrics, health: new HealthChecks([]) };
    const app = await createApp(
      [
        testPlatform(database, clickhouse ?? counts, objects, metrics, overrides),
        { module: AudienceApiModule },
      ],
      edge,
    );
    await app.listen(0, '127.0.0.1');
    return new ApiForTest(app, database, objects, counts);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.destroy();
  }

  get<Provider>(type: Type<Provider>): Provider {
    return this.app.get(type, { strict: false });
  }

  /** Where it listens, for tests that need a connection of their own. */
  async url(): Promise<string> {
    return this.app.getUrl();
  }

  http(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, token?: string): Test {
    const sent = request(this.app.getHttpServer() as Server)[method](path);
    return token === undefined ? sent : sent.set('Authorization', `Bearer ${token}`);
  }

  /** Registers an organisation that has declared CATALOGUE. */
  async organisation(timeZone = 'Europe/London'): Promise<{ id: string; token: string }> {
    const answer = await this.http('post', '/v1/organisations', ADMIN_TOKEN).send({ name: 'Acme', timeZone });
    const { id, token } = answer.body as { id: string; token: string };
    await this.http('put', '/v1/catalogue', token).send(CATALOGUE).expect(200);
    return { id, token };
  }

  /** Everything in the outbox, in order. */
  async outbox(): Promise<StoredEvent[]> {
    const rows: { topic: string; event: string }[] = await this.database.query(
      'SELECT topic, event FROM outbox ORDER BY id',
    );
    return rows.map(({ topic, event }) => ({ topic, ...(JSON.parse(event) as Omit<StoredEvent, 'topic'>) }));
  }

  /** How many rows each table has: nothing written means the same numbers before and after. */
  async rowCounts(): Promise<Record<string, number>> {
    const tables: { name: string }[] = await this.database.query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
      [SCHEMA],
    );
    const counts = tables.map(async ({ name }): Promise<[string, number]> => {
      const rows: { n: number }[] = await this.database.query(`SELECT count(*)::int AS n FROM "${name}"`);
      return [name, rows[0]?.n ?? 0];
    });
    return Object.fromEntries(await Promise.all(counts));
  }
}

function testPlatform(
  database: DataSource,
  clickhouse: ClickHouse,
  objects: ObjectStore,
  metrics: Metrics,
  overrides: Partial<AudienceApiConfig>,
): DynamicModule {
  const config: AudienceApiConfig = {
    ADMIN_TOKEN,
    ESTIMATE_TIMEOUT_SECONDS: 0.5,
    READ_BUDGET_ROWS: 1_000_000,
    AUDIENCE_USERS_PER_PIECE: 8_000_000,
    // Longer than any test: they sweep themselves, and say what time it is.
    RUN_LEASE_SECONDS: 600,
    RUN_ATTEMPTS: 3,
    RUN_WAIT_DEADLINE_SECONDS: 7_200,
    RUN_CALCULATION_DEADLINE_SECONDS: 21_600,
    SCHEDULE_TICK_SECONDS: 3_600,
    RETENTION_RESULT_DAYS: 90,
    RETENTION_RUN_DAYS: 400,
    RETENTION_JOB_DAYS: 90,
    RETENTION_UPLOAD_DAYS: 7,
    RETENTION_EXPORT_FILE_DAYS: 7,
    RETENTION_REPORT_DAYS: 30,
    RETENTION_PARKED_DAYS: 35,
    // More than any test sends, but for those about the limits.
    ORGANISATION_REQUESTS_PER_SECOND: 10_000,
    ORGANISATION_REQUESTS_AT_A_TIME: 10_000,
    ORGANISATION_EVENT_STREAMS: 500,
    ORGANISATION_OPEN_UPLOADS: 10_000,
    WRONG_TOKENS_PER_MINUTE: 10_000,
    ...overrides,
  };
  const providers = [
    { provide: DataSource, useValue: database },
    { provide: Outbox, useValue: new PostgresOutbox(SCHEMA) },
    { provide: Inbox, useValue: new PostgresInbox(database) },
    { provide: ClickHouse, useValue: clickhouse },
    { provide: ObjectStore, useValue: objects },
    { provide: SERVICE_CONFIG, useValue: config },
    { provide: Deletions, useValue: new Deletions(metrics) },
  ];
  return { module: TestPlatformModule, global: true, providers, exports: providers };
}
