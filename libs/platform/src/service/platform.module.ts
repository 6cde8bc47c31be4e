import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { ClickHouse } from '../clickhouse/clickhouse.port';
import { Inbox } from '../inbox/inbox.port';
import { Log } from '../logs/log';
import { Deletions } from '../metrics/deletions';
import { Metrics } from '../metrics/metrics';
import { ObjectStore } from '../object-store/object-store.port';
import { Outbox } from '../outbox/outbox.port';
import { PostgresOutbox } from '../outbox/postgres-outbox';
import { DeadLetters } from '../transport/dead-letters/dead-letters.port';
import { EventPublisher } from '../transport/event-publisher.port';
import { PartitionedPublisher } from '../transport/partitioned-publisher.port';
import type { Backends, PostgresBackend } from './open-backends';
import { SERVICE_CONFIG } from './service-definition';

/** What every module of a service can inject. Everything in it is opened and closed by `startService`, not by Nest. */
@Module({})
export class PlatformModule {
  static register(backends: Backends, log: Log, metrics: Metrics, config: object): DynamicModule {
    const providers: Provider[] = [
      { provide: SERVICE_CONFIG, useValue: config },
      { provide: Log, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: Deletions, useValue: backends.deletions },
      { provide: ObjectStore, useValue: backends.objectStore },
      { provide: EventPublisher, useValue: backends.transport.publisher },
      { provide: PartitionedPublisher, useValue: backends.transport.publisher },
      { provide: DeadLetters, useValue: backends.transport.deadLetters },
      ...(backends.clickhouse ? [{ provide: ClickHouse, useValue: backends.clickhouse }] : []),
      ...(backends.postgres ? postgresProviders(backends.postgres) : []),
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}

function postgresProviders({ definition, dataSource, inbox }: PostgresBackend): Provider[] {
  return [
    // The tokens under which TypeOrmModule.forFeature and its decorators look for the default data source.
    { provide: DataSource, useValue: dataSource },
    { provide: EntityManager, useValue: dataSource.manager },
    ...(definition.outbox
      ? [
          { provide: Outbox, useValue: new PostgresOutbox(definition.schema) },
          { provide: Inbox, useValue: inbox },
        ]
      : []),
  ];
}
