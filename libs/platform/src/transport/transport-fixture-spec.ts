import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { defineEvent, defineTopic, type CloudEvent, type TopicDefinition } from '@muster/contracts';
import { waitFor, type TestResource } from '@muster/testing';
import { Pool } from 'pg';
import { z } from 'zod';
import type { TransportConfig } from '../config/platform-config';
import { PermanentError } from '../errors/errors';
import { Log } from '../logs/log';
import type { ClaimStore } from './codec/claim-check';
import type { MessageSender, RawMessage } from './codec/raw-message';
import type { RetryPolicy } from './consume/retry-policy';
import { createEvent } from './create-event';
import type { EventStrategy } from './event-strategy';
import { kafkaClient } from './kafka/kafka-client';
import { KafkaSender } from './kafka/kafka-sender';
import type { RejectedEvent } from './on-event.decorators';
import { PostgresSender } from './postgres/postgres-sender';
import { createTransport, type Transport, type TransportOptions } from './transport';
import { noTransportMetrics } from './transport-metrics';

/** How to reach the broker of a test. */
export function configOf({ env }: TestResource): TransportConfig {
  const topicPrefix = env.TOPIC_PREFIX ?? '';
  if (env.KAFKA_BROKERS === undefined) {
    return { kind: 'postgres', postgresUrl: env.POSTGRES_URL ?? '', topicPrefix };
  }
  return { kind: 'kafka', brokers: env.KAFKA_BROKERS.split(','), topicPrefix };
}

/** A topic of its own for every test, so that tests on one broker do not see each other. */
export function testTopic() {
  return defineTopic({
    name: `test.${randomUUID()}.v1`,
    summary: 'Numbered events',
    cleanup: 'delete',
    key: 'any',
    partitions: 4,
    events: [
      defineEvent(
        'test.numbered.v1',
        'Something with a number',
        z.strictObject({ number: z.number().int(), text: z.string().optional() }),
      ),
    ],
  });
}
export type TestTopic = ReturnType<typeof testTopic>;

const organisationId = '7a1c2f0e-5a5e-4a67-9a3d-1f3f0d6f7a10';

export function numbered(topic: TestTopic, key: string, number: number, text?: string) {
  return createEvent(topic, {
    type: 'test.numbered.v1',
    service: 'test',
    organisationId,
    subject: key,
    key,
    identity: [topic.name, key, number],
    data: { number, ...(text !== undefined && { text }) },
  });
}
export type NumberedEvent = ReturnType<typeof numbered>;

/** Claims in memory. */
export class MemoryClaims implements ClaimStore {
  readonly objects = new Map<string, Buffer>();

  put(_bucket: string, key: string, body: unknown): Promise<number> {
    if (!Buffer.isBuffer(body)) throw new Error('claims are put as buffers');
    this.objects.set(key, body);
    return Promise.resolve(body.length);
  }

  get(_bucket: string, key: string): Promise<Readable> {
    const body = this.objects.get(key);
    if (!body) return Promise.reject(new PermanentError('object.not-found', `no object ${key}`));
    return Promise.resolve(Readable.from([body]));
  }
}

export const quickRetries: RetryPolicy = { attempts: 3, baseDelayMs: 5, maxDelayMs: 20, maxPauseMs: 40 };

type Handler = (event: NumberedEvent) => Promise<void>;
type BatchHandler = (events: readonly NumberedEvent[]) => Promise<readonly RejectedEvent<NumberedEvent>[]>;

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

  consume(transport: Transport, group: string, topic: TestTopic, handler: Handler): Promise<EventStrategy> {
    return this.listen(transport.strategy(group), topic, false, handler);
  }

  consumeBatches(
    transport: Transport,
    group: string,
    topic: TestTopic,
    handler: BatchHandler,
  ): Promise<EventStrategy> {
    return this.listen(transport.strategy(group), topic, true, handler);
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
        kafkaClient('raw', this.config.brokers, Log.create('raw', this.logLevel)),
      );
      return { sender, close: () => sender.close() };
    }
    const pool = new Pool({ connectionString: this.config.postgresUrl });
    return { sender: new PostgresSender(pool), close: () => pool.end() };
  }

  private async listen(
    strategy: EventStrategy,
    topic: TestTopic,
    batch: boolean,
    handler: Handler | BatchHandler,
  ): Promise<EventStrategy> {
    strategy.addHandler(topic.name, handler, true, { topic, batch });
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
