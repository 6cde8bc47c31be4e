import { randomUUID } from 'node:crypto';
import { createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { tempFolder } from '@muster/testing';
import type { TempFolder } from '@muster/testing';
import type { RunningEngine } from '../engine';
import { startClickHouse } from './start-clickhouse';

/** The client says on the console what tests provoke. */
export const quiet = { log: { level: 127 as const } };

/** Text that breaks out of careless quoting. */
export const nasty = [
  `'`,
  `\\`,
  `\\'`,
  'a\nb\tc\rd',
  'ünïcode 🎉',
  `'); DROP TABLE t; --`,
  '',
  '\\N',
  '{x:String}',
];

/** An engine for a suite, with the real client on it. */
export class EngineFixture {
  private constructor(
    private readonly folder: TempFolder,
    private readonly engine: RunningEngine,
    readonly client: ClickHouseClient,
  ) {}

  static async start(): Promise<EngineFixture> {
    const folder = await tempFolder();
    const engine = await startClickHouse({ folder: folder.path, user: 'muster', password: 'p:w@/%' });
    const client = createClient({ url: engine.url, use_multipart_params_auto: true, ...quiet });
    return new EngineFixture(folder, engine, client);
  }

  get url(): string {
    return this.engine.url;
  }

  async rows<Row>(
    query: string,
    parameters: Record<string, unknown> = {},
    settings: ClickHouseSettings = {},
  ): Promise<Row[]> {
    const result = await this.client.query({
      query,
      query_params: parameters,
      clickhouse_settings: settings,
      format: 'JSONEachRow',
    });
    return result.json<Row>();
  }

  /** A table of its own. */
  async table(columns: string, engineOf = 'MergeTree ORDER BY tuple()'): Promise<string> {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    await this.client.command({ query: `CREATE TABLE ${name} (${columns}) ENGINE = ${engineOf}` });
    return name;
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.engine.stop();
    await this.folder.dispose();
  }
}
