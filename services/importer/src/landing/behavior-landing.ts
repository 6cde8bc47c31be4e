import { Injectable } from '@nestjs/common';
import { behaviorRecord } from '@muster/contracts';
import { ClickHouse, deterministicId } from '@muster/platform';
import { type BehaviorRow, toBehaviorRow } from '../domain/behavior-row';
import type { Checked } from '../domain/row-problem';
import { checkIds, checkRecord } from '../reading/check-record';
import { behaviorShape } from '../reading/csv-shapes';
import { DataGenerations } from './data-generations';
import { senderEventId } from './event-identity';
import type { Attempt, FileLanding, NumberedRow, ResolvedUsers, RowContext } from './file-landing.port';
import { landingSettings } from './landing-settings';
import { MergedUsers } from './merged-users';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';

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
  ) {}

  check(raw: unknown, { importId, row, typing, clock }: RowContext): Checked<BehaviorRow> {
    const record = checkRecord(behaviorRecord, raw);
    if (!record.ok) return record;
    const ids = checkIds([record.row.user.id]);
    if (!ids.ok) return ids;
    const { eventId } = record.row;
    // Without an id of the sender's, every row is an event of its own, and the same one when the file is read again.
    const identity = eventId === undefined ? deterministicId('event', importId, row) : senderEventId(eventId);
    return toBehaviorRow(record.row, identity, typing, clock);
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
    const { organisation, id, version } = attempt;
    await this.staging.landNames(id, organisation);
    await this.generations.countStagedAfter(attempt, 'event', () =>
      this.clickhouse.command(
        `INSERT INTO events
         (organisation, app, event, day, uid, time, event_id, strings, numbers, booleans, times, lists, version)
       SELECT {organisation:UUID}, s.app, s.event, s.day, n.uid, s.time, s.event_id,
              s.strings, s.numbers, s.booleans, s.times, s.lists, {version:UInt64}
       FROM (SELECT * FROM staged_behaviors WHERE attempt = {attempt:UUID}) AS s
       INNER JOIN (SELECT id_type, id, uid FROM staged_names WHERE attempt = {attempt:UUID}) AS n USING (id_type, id)`,
        { organisation, attempt: id, version },
        { settings: landingSettings },
      ),
    );
    await this.merged.followSince(organisation, users.mergeMark);
  }
}
