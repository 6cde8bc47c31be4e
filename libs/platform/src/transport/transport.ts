import { topics as allTopics, type TopicDefinition } from '@muster/contracts';
import type { TransportConfig } from '../config/platform-config';
import type { Log } from '../logs/log';
import type { ClaimStore } from './codec/claim-check';
import { ParkedOnce } from './codec/parked-once';
import { defaultRetryPolicy, type RetryPolicy } from './consume/retry-policy';
import type { DeadLetters } from './dead-letters/dead-letters.port';
import type { EventPublisher } from './event-publisher.port';
import type { PartitionedPublisher } from './partitioned-publisher.port';
import type { EventStrategy } from './event-strategy';
import type { GroupSubscriptions } from './known-subscriptions';
import { KafkaTransport } from './kafka/kafka-transport';
import { PostgresTransport } from './postgres/postgres-transport';
import { noTransportMetrics, type TransportMetrics } from './transport-metrics';

/** Events between services, over whatever carries them. */
export interface Transport {
  readonly publisher: EventPublisher & PartitionedPublisher;
  readonly deadLetters: DeadLetters;

  /**
   * Creates what is missing on the broker: topics, or the job queues of all known services. To be called before anything is published or consumed; safe
   * when many services do it at once.
   */
  start(topics: readonly TopicDefinition[]): Promise<void>;

  /**
   * Makes groups known before they have ever run, so that what is published meanwhile waits for them. Kafka keeps every
   * message anyway; the Postgres queue keeps those that somebody is known to want.
   */
  ensureSubscriptions(subscriptions: readonly GroupSubscriptions[]): Promise<void>;

  /** A strategy for Nest's `connectMicroservice`; one for each service. */
  strategy(group: string): EventStrategy;

  /** @throws DependencyDownError when the broker does not answer. */
  checkHealth(): Promise<void>;

  /** Ends publishing and frees all connections; strategies must be closed before. */
  close(): Promise<void>;
}

export interface TransportServices {
  /** Name of the process towards the broker: the service's name. */
  readonly clientId: string;
  readonly log: Log;
  readonly claims: ClaimStore;
  readonly metrics: TransportMetrics;
  readonly policy: RetryPolicy;
  /** Calls of the handlers of a topic, without prefix, that run at a time in this process. */
  readonly concurrencyOf: (topic: string) => number;
}

export type TransportOptions = Pick<TransportServices, 'clientId' | 'log' | 'claims'> & {
  readonly config: TransportConfig;
  readonly metrics?: TransportMetrics;
  readonly retry?: Partial<RetryPolicy>;
  /** Calls of the handlers of one topic that run at a time. */
  readonly concurrency?: number;
  /** Of topics for which it is another number, by their names without prefix. */
  readonly topicConcurrency?: Readonly<Record<string, number>>;
};

/** Of callers that do not tell, as tests. */
const DEFAULT_CONCURRENCY = 4;

/** Connects to nothing yet; see `start`. */
export function createTransport(options: TransportOptions): Transport {
  const { config, topicConcurrency, concurrency = DEFAULT_CONCURRENCY } = options;
  const services: TransportServices = {
    clientId: options.clientId,
    log: options.log,
    claims: new ParkedOnce(options.claims),
    metrics: options.metrics ?? noTransportMetrics,
    policy: { ...defaultRetryPolicy, ...options.retry },
    concurrencyOf: (topic) => topicConcurrency?.[topic] ?? concurrency,
  };
  return config.kind === 'kafka'
    ? new KafkaTransport(config, services)
    : new PostgresTransport(config, services);
}

/** Every topic of the contracts. */
export const contractTopics: readonly TopicDefinition[] = Object.values(allTopics);
