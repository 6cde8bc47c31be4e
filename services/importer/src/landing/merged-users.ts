import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import { allData } from '../domain/data-scope';
import { MergesRepository } from '../registry/merges.repository';
import type { UidMergeEntity } from '../registry/uid-merge.entity';
import { DataGenerations } from './data-generations';
import { EVENT_COLUMNS, EventLanding } from './event-landing';
import { landingSettings } from './landing-settings';

const TAG_COLUMNS = 'tag, date, text, number, boolean, removed, version';

/** Merges that one statement copies: their uids travel as its parameters. */
const MERGES_PER_STATEMENT = 10_000;

/**
 * When a profile names an account or device under which events were landed before, and the user has another uid already, those
 * events and tag values are copied to the user. The old uid never becomes a known user, so what stays under it never counts.
 *
 * No event falls between two landings: a merge is copied after it is committed, and whoever has resolved names before the
 * commit looks, after its own landing, whether there has been a merge since. Copies have the keys of the originals:
 * copying twice leaves one, of events as of tag values.
 */
@Injectable()
export class MergedUsers {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly merges: MergesRepository,
    private readonly generations: DataGenerations,
    private readonly events: EventLanding,
  ) {}

  /** For those who have claimed profiles: copies what waits for it, also what another attempt has left behind. */
  async followPending(organisation: string): Promise<void> {
    const pending = await this.merges.pending(organisation);
    if (pending.length === 0) return;
    await this.copy(organisation, pending);
    await this.merges.markCopied(organisation, pending);
  }

  /** For those who have landed events or tags under reserved uids: copies on from the merges since `mark`. */
  async followSince(organisation: string, mark: number): Promise<void> {
    const merges = await this.merges.since(organisation, mark);
    if (merges.length > 0) await this.copy(organisation, merges);
  }

  private async copy(organisation: string, merges: readonly UidMergeEntity[]): Promise<void> {
    // Which events and tags there are under the merged uids is not known without reading all of them.
    await this.generations.countAfter(organisation, [allData], async () => {
      for (let at = 0; at < merges.length; at += MERGES_PER_STATEMENT) {
        await this.copySome(organisation, merges.slice(at, at + MERGES_PER_STATEMENT));
      }
    });
  }

  private async copySome(organisation: string, merges: readonly UidMergeEntity[]): Promise<void> {
    const from = merges.map((merge) => Number(merge.fromUid));
    const into = merges.map((merge) => Number(merge.intoUid));
    await this.events.land(organisation, {
      rows: originals('events', EVENT_COLUMNS),
      among: `uid IN {into:Array(UInt32)} AND event_id IN (SELECT event_id FROM events WHERE ${MERGED})`,
      scope: `SELECT app, event, day FROM events WHERE ${MERGED}`,
      parameters: { from, into },
    });
    await this.clickhouse.command(
      `INSERT INTO tag_values (organisation, uid, ${TAG_COLUMNS})
       SELECT {organisation:UUID}, uid, ${TAG_COLUMNS} FROM (${originals('tag_values FINAL', TAG_COLUMNS)})`,
      { organisation, from, into },
      { settings: landingSettings },
    );
  }
}

const MERGED = 'organisation = {organisation:UUID} AND uid IN {from:Array(UInt32)}';

/** What has been landed under the merged uids, as rows of the users that they are. */
function originals(table: string, columns: string): string {
  return `SELECT transform(old, {from:Array(UInt32)}, {into:Array(UInt32)}, old) AS uid, ${columns}
          FROM (SELECT uid AS old, ${columns} FROM ${table} WHERE ${MERGED})`;
}
