import type { TopicDefinition } from '@muster/contracts';
import { Pool } from 'pg';
import { CONNECT_TIMEOUT_MS } from '../../postgres/connect-timeout';
import { EncodingEventPublisher } from '../codec/event-publisher';
import { MessageProcessor } from '../consume/message-processor';
import { FittingDeadLetters } from '../dead-letters/fitting-dead-letters';
import { EventStrategy } from '../event-strategy';
import {
  checkKnownSubscriptions,
  knownSubscriptions,
  SUBSCRIPTIONS_GENERATION,
  type GroupSubscriptions,
} from '../known-subscriptions';
import type { Transport, TransportServices } from '../transport';
import { PostgresConsumer } from './postgres-consumer';
import { PostgresDeadLetters } from './postgres-dead-letters';
import { translatePostgresError } from './postgres-errors';
import { PostgresSender } from './postgres-sender';
import { createTables, queueSchema, subscribe } from './schema';

export interface PostgresSettings {
  readonly postgresUrl: string;
  readonly topicPrefix: string;
}

/** One connection listens; the others are used for about a millisecond each. Five services share the 100 of a server. */
const MAX_CONNECTIONS = 6;

/** Events over job queues in PostgreSQL. */
export class PostgresTransport implements Transport {
  readonly publisher: EncodingEventPublisher;
  readonly deadLetters: PostgresDeadLetters;
  private readonly pool: Pool;

  constructor(
    private readonly settings: PostgresSettings,
    private readonly services: TransportServices,
  ) {
    this.pool = this.connect();
    const sender = new PostgresSender(this.pool);
    this.publisher = new EncodingEventPublisher(
      sender,
      services.claims,
      settings.topicPrefix,
      services.metrics,
    );
    const { claims, log } = services;
    this.deadLetters = new PostgresDeadLetters(this.pool, sender, settings.topicPrefix, claims, log);
  }

  /** Topics need nothing here: a job queue belongs to a group. */
  async start(): Promise<void> {
    await this.translated(() => createTables(this.pool));
    await this.ensureSubscriptions(knownSubscriptions);
  }

  async ensureSubscriptions(subscriptions: readonly GroupSubscriptions[]): Promise<void> {
    for (const { group, topics } of subscriptions) {
      await this.translated(() =>
        subscribe(this.pool, this.services.log, this.groupName(group), this.topicNames(topics), {
          generation: SUBSCRIPTIONS_GENERATION,
          forget: false,
        }),
      );
    }
  }

  strategy(group: string): EventStrategy {
    return new EventStrategy(async (subscriptions) => {
      const { log, concurrencyOf } = this.services;
      const name = this.groupName(group);
      const handled = subscriptions.map(({ topic }) => topic);
      checkKnownSubscriptions(group, handled, log);
      const topics = this.topicNames(handled);
      await this.translated(() =>
        subscribe(this.pool, log, name, topics, { generation: SUBSCRIPTIONS_GENERATION, forget: true }),
      );
      const consumer = new PostgresConsumer({
        pool: this.pool,
        url: this.settings.postgresUrl,
        schema: queueSchema(name),
        topics: subscriptions.map((subscription) => {
          const concurrency = concurrencyOf(subscription.topic.name);
          return {
            name: this.settings.topicPrefix + subscription.topic.name,
            concurrency,
            processor: new MessageProcessor(subscription, {
              ...this.services,
              group: name,
              deadLetters: new FittingDeadLetters(this.deadLetters, this.services.claims),
              concurrency,
            }),
          };
        }),
        maxDeaths: this.services.policy.deaths,
        log,
      });
      await this.translated(() => consumer.start());
      return consumer;
    });
  }

  async checkHealth(): Promise<void> {
    await this.translated(() => this.pool.query('select 1'));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private groupName(group: string): string {
    return this.settings.topicPrefix + group;
  }

  private topicNames(topics: readonly TopicDefinition[]): string[] {
    return topics.map(({ name }) => this.settings.topicPrefix + name);
  }

  private connect(): Pool {
    const pool = new Pool({
      connectionString: this.settings.postgresUrl,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: `muster-events ${this.services.clientId}`,
    });
    // Without listeners a lost connection would end the process; whoever uses the connection gets the error as well.
    const report = (error: Error): void => {
      this.services.log.warn('A database connection of the transport was lost', { error });
    };
    pool.on('error', report);
    pool.on('connect', (client) => client.on('error', report));
    return pool;
  }

  private async translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw translatePostgresError(error);
    }
  }
}
