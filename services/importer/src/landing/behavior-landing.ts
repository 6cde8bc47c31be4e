import { Injectable } from '@nestjs/common';
import { behaviorRecord } from '@muster/contracts';
import { ClickHouse, deterministicId } from '@muster/platform';
import { type BehaviorRow, toBehaviorRow } from '../domain/behavior-row';
import type { Checked } from '../domain/row-problem';
import { checkIds, checkRecord } from '../reading/check-record';
import { behaviorShape } from '../reading/csv-shapes';
import { DataGenerations } from './data-generations';
import { senderEventId } from './event-identity';
import { EVENT_COLUMNS, EventLanding } from './event-landing';
import type { Attempt, FileLanding, NumberedRow, ResolvedUsers, RowContext } from './file-landing.port';
import { type LandingPiece, landingPieces, type StagedDay } from './landing-pieces';
import { MergedUsers } from './merged-users';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';

/**
 * Rows of a file that one statement lands. It keeps their ids in memory, twice, and others who land events of the organisation
 * wait for it. A file of four million in pieces takes 1.6 times as long as in one INSERT … SELECT that looks for nothing.
 */
const ROWS_PER_PIECE = 1_000_000;

/** Files of behaviours → `events`; the view keeps the daily bitmaps. */
@Injectable()
export class BehaviorLanding implements FileLanding<BehaviorRow> {
  readonly shapeOf = behaviorShape;

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly staging: StagingRepository,
    private readonly reserved: ReservedUsers,
    private readonly merged: MergedUsers,
    private readonly generations: DataGenerations,
    private readonly events: EventLanding,
  ) {}

  check(raw: unknown, { importId, row, values }: RowContext): Checked<BehaviorRow> {
    const record = checkRecord(behaviorRecord, raw);
    if (!record.ok) return record;
    const ids = checkIds([record.row.user.id]);
    if (!ids.ok) return ids;
    const { eventId } = record.row;
    // Without an id of the sender's, every row is an event of its own, and the same one when the file is read again.
    const identity = eventId === undefined ? deterministicId('event', importId, row) : senderEventId(eventId);
    return toBehaviorRow(record.row, identity, values);
  }

  async stage(attempt: Attempt, rows: readonly NumberedRow<BehaviorRow>[]): Promise<void> {
    await this.staging.add(
      'staged_behaviors',
      attempt.id,
      rows.map(({ row, content }) => ({ row, ...content })),
    );
  }

  resolve(attempt: Attempt): Promise<ResolvedUsers> {
    return this.reserved.resolve('staged_behaviors', attempt);
  }

  async land(attempt: Attempt, users: ResolvedUsers): Promise<void> {
    await this.staging.landNames(attempt.id, attempt.organisation);
    await this.generations.countStagedAfter(attempt, 'event', async () => {
      const pieces = landingPieces(await this.daysOf(attempt), ROWS_PER_PIECE);
      for (const piece of pieces) await this.landPiece(attempt, piece);
    });
    await this.merged.followSince(attempt.organisation, users.mergeMark);
  }

  private daysOf({ id }: Attempt): Promise<readonly StagedDay[]> {
    return this.clickhouse.query<StagedDay>(
      'SELECT toString(day) AS day, count() AS rows FROM staged_behaviors WHERE attempt = {attempt:UUID} GROUP BY day ORDER BY day',
      { attempt: id },
    );
  }

  private landPiece({ organisation, id }: Attempt, { from, to, part, parts }: LandingPiece): Promise<void> {
    const days = 'day BETWEEN {from:Date} AND {to:Date}';
    const piece = `FROM staged_behaviors
      WHERE attempt = {attempt:UUID} AND ${days} AND cityHash64(id) % {parts:UInt32} = {part:UInt32}`;
    return this.events.land(organisation, {
      rows: `SELECT uid, ${EVENT_COLUMNS} FROM (SELECT id_type, id, ${EVENT_COLUMNS} ${piece}) AS s
             INNER JOIN (${namesOf(piece)}) AS n USING (id_type, id)`,
      among: `(app, event) IN (SELECT app, event ${piece}) AND ${days} AND event_id IN (SELECT event_id ${piece})`,
      scope: `SELECT app, event, day ${piece}`,
      parameters: { attempt: id, from, to, part, parts },
    });
  }
}

/** The names of a piece alone: a file has any number of them, and the join holds its right side in memory. */
function namesOf(piece: string): string {
  return `SELECT id_type, id, uid FROM staged_names
          WHERE attempt = {attempt:UUID} AND (id_type, id) IN (SELECT id_type, id ${piece})`;
}
