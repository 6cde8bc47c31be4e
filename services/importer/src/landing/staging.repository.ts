import { Injectable } from '@nestjs/common';
import { idType } from '@muster/contracts';
import { ClickHouse } from '@muster/platform';
import type { Name, NamedUid } from '../registry/domain/name';
import { RegistryGuard } from '../registry/registry-guard';
import { landingSettings } from './landing-settings';

const TABLES = [
  'staged_behaviors',
  'staged_tags',
  'staged_profiles',
  'staged_attributes',
  'staged_names',
  'staged_uids',
] as const;
export type StagingTable = (typeof TABLES)[number];

/** Names that are resolved in one round trip to the registry; 10,000 take about 60 ms there. */
const NAMES_PER_PAGE = 10_000;

/** The tables in which a file waits; each attempt has a partition of its own. */
@Injectable()
export class StagingRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly guard: RegistryGuard,
  ) {}

  async add(table: StagingTable, attempt: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    await this.clickhouse.insert(table, withAttempt(attempt, rows), {
      settings: landingSettings,
    });
  }

  async addNames(attempt: string, names: readonly NamedUid[]): Promise<void> {
    const rows = names.map(({ idType: id_type, id, uid, version }) => ({ id_type, id, uid, version }));
    await this.add('staged_names', attempt, rows);
  }

  /** Forgets an attempt; nothing happens when there is nothing of it. */
  async drop(attempt: string): Promise<void> {
    for (const table of TABLES) {
      await this.clickhouse.command(`ALTER TABLE ${table} DROP PARTITION {attempt:String}`, { attempt });
    }
  }

  /** The different users that staged rows name, page by page in the order of the table's key. */
  async *namesOf(
    table: 'staged_behaviors' | 'staged_tags',
    attempt: string,
  ): AsyncGenerator<readonly Name[]> {
    for (const type of idType.options) {
      for (let after = ''; ;) {
        const page = await this.clickhouse.query<{ id: string }>(
          `SELECT id FROM ${table}
           WHERE attempt = {attempt:UUID} AND id_type = {idType:String} AND id > {after:String}
           ORDER BY id LIMIT 1 BY id LIMIT ${NAMES_PER_PAGE}`,
          { attempt, idType: type, after },
        );
        const last = page.at(-1);
        if (last === undefined) break;
        yield page.map(({ id }) => ({ idType: type, id }));
        after = last.id;
      }
    }
  }

  /** Projects the attempt's names to `identities`, where matching and readers find them. */
  async landNames(attempt: string, organisation: string): Promise<void> {
    await this.guard.markBeforeProjecting(organisation);
    await this.clickhouse.command(
      `INSERT INTO identities (organisation, id_type, id, uid, version)
       SELECT {organisation:UUID}, id_type, id, uid, version FROM staged_names WHERE attempt = {attempt:UUID}`,
      { organisation, attempt },
      { settings: landingSettings },
    );
  }
}

function* withAttempt(attempt: string, rows: readonly object[]): Generator<object> {
  for (const row of rows) yield { attempt, ...row };
}
