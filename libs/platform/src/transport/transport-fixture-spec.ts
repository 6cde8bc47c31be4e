import { setTimeout as delay } from 'node:timers/promises';
import type { CloudEvent, TopicDefinition } from '@muster/contracts';
import { waitFor, type TestResource } from '@muster/testing';
import { Pool } from 'pg';
import type { TransportConfig } from '../config/platform-config';
import { Log } from '../logs/log';
import type { MessageSender, RawMessage } from './codec/raw-message';
import type { EventStrategy } from './event-strategy';
import type { GivenUp } from './given-up';
import { kafkaClient } from './kafka/kafka-client';
import { KafkaSender } from './kafka/kafka-sender';
import type { HandlerExtras, RejectedEvent } from './on-event.decorators';
import { PostgresSender } from './postgres/postgres-sender';
import { MemoryClaims, quickRetries, type NumberedEvent, type TestTopic } from './test-events-spec';
import { createTransport, type Transport, type TransportOptions } from './transport';
import { noTransportMetrics } from './transport-metrics';

/** How to reach the broker of a test. */
export function configOf({ env }: TestResource): TransportConfig {
  const topicPrefix = env.TOPIC_PREFIX ?? '';
  if (env.KAFKA_BROKERS === undefined) {
    return { kind: 'postgres', postgresUrl: env.POSTGRES_URL ?? '', topicPrefix };
  }
  const brokers = env.KAFKA_BROKERS.split(',');
  return { kind: 'kafka', connection: { brokers }, topicPrefix, sessionTimeoutMs: 10_000 };
}

type Handler = (event: NumberedEvent) => Promise<void>;
type BatchHandler = (events: readonly NumberedEvent[]) => Promise<readonly RejectedEvent<NumberedEvent>[]>;
type GivenUpHandler = (given: GivenUp<NumberedEvent>) => Promise<void>;

/** Transports on one broker, and what has to be closed again. */
export class TransportFixture {
  readonly claims = new MemoryClaims();
  readonly counts = { retried: 0, paused: 0, resumed: 0, handled: 0, deadLettered: 0, published: 0 };
  private readonly strategies: EventStrategy[] = [];
  private readonly closers: (() => Promise<void>)[] = [];

  constructor(
    readonly config: TransportConfig,
    private readonly logLevel: 'silent' | 'debug' = 'silent',
  ) {}

  async transport(
    topics: readonly TopicDefinition[],
    options: Partial<TransportOptions> = {},
  ): Promise<Transport> {
    const transport = createTransport({
      config: this.config,
      clientId: 'transport-test',
      log: Log.create('transport-test', this.logLevel),
      claims: this.claims,
      retry: quickRetries,
      metrics: {
        ...noTransportMetrics,
        published: (_topic, events) => (this.counts.published += events),
        handled: (_topic, events) => (this.counts.handled += events),
        retried: () => this.counts.retried++,
        deadLettered: () => this.counts.deadLettered++,
        paused: (_topic, by) => (by === 1 ? this.counts.paused++ : this.counts.resumed++),
      },
      ...options,
    });
    this.closers.push(() => transport.close());
    await transport.start(topics);
    return transport;
  }

  consume(
    transport: Transport,
    group: string,
    topic: TestTopic,
    handler: Handler,
    givenUp?: GivenUpHandler,
  ): Promise<EventStrategy> {
    return this.listen(transport.strategy(group), topic, 'event', handler, givenUp);
  }

  consumeBatches(
    transport: Transport,
    group: string,
    topic: TestTopic,
    handler: BatchHandler,
    givenUp?: GivenUpHandler,
  ): Promise<EventStrategy> {
    return this.listen(transport.strategy(group), topic, 'batch', handler, givenUp);
  }

  /** Appends messages as they are, valid or not. */
  async sendRaw(topic: TopicDefinition, messages: readonly RawMessage[]): Promise<void> {
    const { sender, close } = this.rawSender();
    try {
      await sender.send(this.config.topicPrefix + topic.name, messages);
    } finally {
      await close();
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.strategies.map((strategy) => strategy.close()));
    await Promise.all(this.closers.map((close) => close()));
  }

  private rawSender(): { sender: MessageSender; close: () => Promise<void> } {
    if (this.config.kind === 'kafka') {
      const sender = new KafkaSender(
        kafkaClient('raw', this.config.connection, Log.create('raw', this.logLevel)),
      );
      return { sender, close: () => sender.close() };
    }
    const pool = new Pool({ connectionString: this.config.postgresUrl });
    return { sender: new PostgresSender(pool), close: () => pool.end() };
  }

  private async listen(
    strategy: EventStrategy,
    topic: TestTopic,
    handles: HandlerExtras['handles'],
    handler: Handler | BatchHandler,
    givenUp: GivenUpHandler | undefined,
  ): Promise<EventStrategy> {
    strategy.addHandler(topic.name, handler, true, { topic, handles });
    if (givenUp) strategy.addHandler('given-up', givenUp, true, { topic, handles: 'given-up' });
    this.strategies.push(strategy);
    await new Promise<void>((resolve, reject) => {
      strategy.listen((error) => {
        if (error === undefined) resolve();
        else reject(new Error('the strategy did not start', { cause: error }));
      });
    });
    return strategy;
  }
}

export async function waitUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  await waitFor(condition, { what, timeoutMs: 30_000, pollMs: 10 });
}

export const sleep = (milliseconds: number): Promise<void> => delay(milliseconds);

export const numbersOf = (events: readonly CloudEvent<string, { number: number }>[]): number[] =>
  events.map(({ data }) => data.number);
