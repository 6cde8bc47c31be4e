import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { DataScope } from '../domain/data-scope';
import { OPEN_DAYS } from './landing-scopes.repository';

/** The names in a staged file that are scopes, and where they are. */
const STAGED = {
  event: 'SELECT DISTINCT event AS name FROM staged_behaviors',
  tag: 'SELECT DISTINCT tag AS name FROM staged_tags',
  attribute: 'SELECT DISTINCT attribute AS name FROM staged_attributes',
} as const;

/** A replicated table takes a second insert of the same rows for a retry of the first, and drops it: here it counts. */
const settings = { insert_deduplicate: 0 } as const;

/**
 * Counts the landings of every part of the data, in `data_generations`, with the time of the last one by the importer's clock.
 *
 * A landing is counted after its rows can be read. Counted before, a reader in between would keep an answer over the old rows
 * under the new number; counted after, such an answer is kept under the old number, and is never looked at again. A landing that
 * failed is counted too, since an insert that fails may leave blocks. An importer that is killed between the two lands
 * again, and then counts.
 */
@Injectable()
export class DataGenerations {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Lands, and counts however the landing ends. */
  async countAfter(
    organisation: string,
    scopes: readonly DataScope[],
    landing: () => Promise<unknown>,
  ): Promise<void> {
    await this.after(landing, () => this.count(organisation, scopes));
  }

  /** The same for the scopes of a staged file, which may be too many to fetch. */
  async countStagedAfter(
    { organisation, id: attempt }: { readonly organisation: string; readonly id: string },
    kind: keyof typeof STAGED,
    landing: () => Promise<unknown>,
  ): Promise<void> {
    await this.after(landing, async () => {
      await this.clickhouse.command(
        `INSERT INTO data_generations (organisation, kind, name, landings, landed_at)
         SELECT {organisation:UUID}, {kind:String}, name, 1, {landedAt:DateTime64(3, 'UTC')}
         FROM (${STAGED[kind]} WHERE attempt = {attempt:UUID})`,
        { organisation, kind, attempt, landedAt: now() },
        { settings },
      );
    });
  }

  /** The events of landings that were interrupted, whose importers may have counted nothing. */
  async countOpen(organisation: string, landings: readonly string[]): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO data_generations (organisation, kind, name, landings, landed_at)
       SELECT {organisation:UUID}, 'event', event, 1, {landedAt:DateTime64(3, 'UTC')} FROM (${OPEN_DAYS}) GROUP BY event`,
      { organisation, landings, landedAt: now() },
      { settings },
    );
  }

  async count(organisation: string, scopes: readonly DataScope[]): Promise<void> {
    const landed_at = now();
    const rows = scopes.map(({ kind, name }) => ({ organisation, kind, name, landings: 1, landed_at }));
    if (rows.length > 0) await this.clickhouse.insert('data_generations', rows, { settings });
  }

  private async after(landing: () => Promise<unknown>, count: () => Promise<void>): Promise<void> {
    try {
      await landing();
    } catch (error) {
      // Why the landing failed says more than why it could not be counted; it is going to be repeated, and counted then.
      await count().catch(() => undefined);
      throw error;
    }
    await count();
  }
}

/** `2026-11-21 08:00:00.000`, UTC: the engine's text of an instant. */
function now(): string {
  return new Date().toISOString().replace('T', ' ').replace('Z', '');
}
