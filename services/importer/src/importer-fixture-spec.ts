import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { topics, type CloudEvent } from '@muster/contracts';
import {
  ClickHouse,
  createEvent,
  EventPublisher,
  Log,
  ObjectStore,
  openDataSource,
  SERVICE_CONFIG,
} from '@muster/platform';
import { bucketsForTest, dataTablesForTest, postgresForTest } from '@muster/testing';
import { DataSource, EntityManager } from 'typeorm';
import { importerPostgres } from './database';
import type { ImportRequested } from './import-file/import-events.publisher';
import { ImportFileUseCase } from './import-file/import-file.use-case';
import { importerConfig } from './importer.config';
import { ImporterModule } from './importer.module';

/** Keeps what an importer publishes. */
export class RecordingPublisher extends EventPublisher {
  readonly events: CloudEvent[] = [];

  override async publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.events.push(...events);
  }
}

export type ImportDraft = Pick<ImportRequested['data'], 'organisationId' | 'kind'> &
  Partial<ImportRequested['data']>;

/** Engines for a suite, on which any number of importers run side by side. */
export async function importerEngines() {
  const [tables, buckets, postgres] = await Promise.all([
    dataTablesForTest(),
    bucketsForTest(),
    postgresForTest(),
  ]);
  const importers: { module: TestingModule; dataSource: DataSource }[] = [];
  return {
    clickhouse: tables.clickhouse,
    store: buckets.store,

    /** Another importer, as if in a process of its own; `clickhouse` may be a broken one. */
    async importer(
      clickhouse: ClickHouse = tables.clickhouse,
      brokenRows = importerConfig.parse({}).brokenRows,
    ) {
      const dataSource = await openDataSource(
        postgres.env['POSTGRES_URL'] ?? '',
        importerPostgres,
        'importer',
      );
      const publisher = new RecordingPublisher();
      const surroundings = [
        { provide: ClickHouse, useValue: clickhouse },
        { provide: ObjectStore, useValue: buckets.store },
        { provide: EventPublisher, useValue: publisher },
        { provide: Log, useValue: Log.create('importer', 'silent') },
        { provide: SERVICE_CONFIG, useValue: { organisationWaitMs: 0, ingestWaitMs: 0, brokenRows } },
        { provide: DataSource, useValue: dataSource },
        { provide: EntityManager, useValue: dataSource.manager },
      ];
      @Global()
      @Module({ providers: surroundings, exports: surroundings })
      class Surroundings {}
      const module = await Test.createTestingModule({ imports: [Surroundings, ImporterModule] }).compile();
      importers.push({ module, dataSource });
      return { module, dataSource, publisher, importFile: module.get(ImportFileUseCase) };
    },

    /** Uploads a file and makes the request to land it. */
    async request(draft: ImportDraft, file: string | Buffer, time = new Date()): Promise<ImportRequested> {
      const importId = randomUUID();
      const objectKey = `${draft.organisationId}/${importId}`;
      await buckets.store.put('uploads', objectKey, Readable.from([Buffer.from(file)]), 'text/plain');
      return createEvent(topics.import, {
        type: 'audience.import.requested.v1',
        service: 'audience-api',
        organisationId: draft.organisationId,
        subject: importId,
        key: importId,
        identity: [importId],
        time,
        data: {
          importId,
          objectKey,
          format: 'csv',
          compression: 'none',
          timeZone: 'Europe/London',
          onBrokenRow: 'report',
          ...draft,
        },
      });
    },

    /** The lines of a report. */
    async report(key: string): Promise<unknown[]> {
      const lines = await text((await buckets.store.get('reports', key)).pipe(createGunzip()));
      return lines
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    },

    async dispose(): Promise<void> {
      for (const { module, dataSource } of importers) {
        await module.close();
        if (dataSource.isInitialized) await dataSource.destroy();
      }
      await Promise.all([tables.dispose(), buckets.dispose(), postgres.dispose()]);
    },
  };
}

export type ImporterEngines = Awaited<ReturnType<typeof importerEngines>>;

/** What an importer has told of the end of an import. */
export function lastTold(publisher: RecordingPublisher): { type: string; data: Record<string, unknown> } {
  const { type, data } = publisher.events.at(-1) as CloudEvent<string, Record<string, unknown>>;
  return { type, data };
}
