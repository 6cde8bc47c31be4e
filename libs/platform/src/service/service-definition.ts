import type { DynamicModule, Type } from '@nestjs/common';
import type { MixedList } from 'typeorm';
import type { z } from 'zod';
import type { ClickHouseMigration } from '../clickhouse/clickhouse.port';

/** What a service's Postgres schema consists of. */
export interface PostgresSchema {
  /** Name of the schema that the service owns, e.g. `audience_api`. */
  readonly schema: string;
  // TypeORM's own types: classes by their constructors.
  readonly entities: MixedList<new () => object>;
  readonly migrations: MixedList<new () => object>;
  /** Whether the service publishes through the outbox and consumes through the inbox. */
  readonly outbox: boolean;
}

/**
 * A service, as plain data: `startService` turns it into a running one, alone in a process or beside others in standalone.
 * `Config` is the service's own configuration, on top of the platform's.
 */
export interface ServiceDefinition<Config extends object = object> {
  /** e.g. `calculator`; also the consumer group, the source of its events and the name in its logs. */
  readonly name: string;
  /** Own environment variables; parsed together with the platform's. */
  readonly config: z.ZodType<Config>;
  readonly module: Type | ((config: Config) => DynamicModule);
  /** Public HTTP routes (the API). Every service that runs alone answers health and metrics on `PORT` all the same. */
  readonly http: boolean;
  readonly postgres?: PostgresSchema;
  readonly clickhouse?: { readonly migrations: readonly ClickHouseMigration[] };
  readonly objectStore: boolean;
  /** By the names of topics: how many of their events are handled at a time, when it is not `HANDLER_CONCURRENCY`. */
  readonly topicConcurrency?: (config: Config) => Readonly<Record<string, number>>;
}

/** Injection token of the service's own configuration. */
export const SERVICE_CONFIG = Symbol('SERVICE_CONFIG');

export interface RunningService {
  readonly name: string;
  /** Where its HTTP answers, e.g. `http://127.0.0.1:3000`; undefined when it opened no port. */
  readonly url: string | undefined;
  /** Graceful: stops taking work, finishes what it has begun, closes. */
  stop(): Promise<void>;
}
