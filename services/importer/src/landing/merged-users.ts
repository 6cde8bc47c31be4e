import { Injectable } from '@nestjs/common';
import { ClickHouse, type QueryParameters } from '@muster/platform';
import { MergesRepository } from '../registry/merges.repository';
import type { UidMergeEntity } from '../registry/uid-merge.entity';
import { DataGenerations } from './data-generations';
import { EVENT_COLUMNS, EventLanding } from './event-landing';
import { type LandedUnder, LandedUnderRepository } from './landed-under.repository';
import { landingSettings } from './landing-settings';
import { LandingTurns } from './landing-turns';

const TAG_COLUMNS = 'tag, date, text, number, boolean, removed, version';

/** Merges that one statement copies: their uids travel as its parameters. */
const MERGES_PER_STATEMENT = 10_000;

/**
 * When a profile names an account or device under which events were landed before, and the user has another uid already, those
 * events and tag values are copied to the user. The old uid never becomes a known user, so what stays under it never counts.
 *
 * No event falls between two landings: a merge is copied after it is committed, and whoever has resolved names before the
 * commit looks, after its own landing, whether there has been a merge since. Copies have the keys of the originals:
 * copying twice leaves one, of events as of tag values. Only the events and days, and tags, that lie under the old uids are
 * read and counted as changed.
 */
@Injectable()
export class MergedUsers {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly merges: MergesRepository,
    private readonly generations: DataGenerations,
    private readonly events: EventLanding,
    private readonly landed: LandedUnderRepository,
    private readonly turns: LandingTurns,
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
    for (let at = 0; at < merges.length; at += MERGES_PER_STATEMENT) {
      await this.copySome(organisation, merges.slice(at, at + MERGES_PER_STATEMENT));
    }
  }

  private async copySome(organisation: string, merges: readonly UidMergeEntity[]): Promise<void> {
    const uids = {
      from: merges.map((merge) => Number(merge.fromUid)),
      into: merges.map((merge) => Number(merge.intoUid)),
    };
    const { days, scopes } = await this.landedUnder(organisation, uids.from);
    await this.generations.countAfter(organisation, scopes, async () => {
      if (days.days.length > 0) await this.copyEvents(organisation, { ...uids, ...days });
      if (scopes.some(({ kind }) => kind === 'tag')) await this.copyTags(organisation, uids);
    });
  }

  /** Looked for in a turn of its own, which mends the bitmaps of interrupted landings first. */
  private async landedUnder(organisation: string, uids: readonly number[]): Promise<LandedUnder> {
    let found: LandedUnder | undefined;
    await this.turns.take(organisation, async () => {
      found = await this.landed.of(organisation, uids);
    });
    if (!found) throw new Error('a turn ended without its work');
    return found;
  }

  private copyEvents(organisation: string, parameters: QueryParameters): Promise<void> {
    const merged = `${MERGED} AND (app, event, day) IN (${DAYS})`;
    return this.events.land(organisation, {
      rows: originals('events', EVENT_COLUMNS, merged),
      among: `(app, event, day) IN (${DAYS}) AND uid IN {into:Array(UInt32)}
        AND event_id IN (SELECT event_id FROM events WHERE ${merged})`,
      scope: DAYS,
      parameters,
    });
  }

  private async copyTags(organisation: string, uids: QueryParameters): Promise<void> {
    await this.clickhouse.command(
      `INSERT INTO tag_values (organisation, uid, ${TAG_COLUMNS})
       SELECT {organisation:UUID}, uid, ${TAG_COLUMNS} FROM (${originals('tag_values FINAL', TAG_COLUMNS, MERGED)})`,
      { organisation, ...uids },
      { settings: landingSettings },
    );
  }
}

const MERGED = 'organisation = {organisation:UUID} AND uid IN {from:Array(UInt32)}';
/** Where the events of the merged uids lie. */
const DAYS = `SELECT place.1 AS app, place.2 AS event, place.3 AS day FROM
  (SELECT arrayJoin(arrayZip({apps:Array(String)}, {events:Array(String)}, {days:Array(Date)})) AS place)`;

/** What has been landed under the merged uids, as rows of the users that they are. */
function originals(table: string, columns: string, merged: string): string {
  return `SELECT transform(old, {from:Array(UInt32)}, {into:Array(UInt32)}, old) AS uid, ${columns}
          FROM (SELECT uid AS old, ${columns} FROM ${table} WHERE ${merged})`;
}
