import { Injectable } from '@nestjs/common';
import { tagRecord } from '@muster/contracts';
import { ClickHouse } from '@muster/platform';
import type { Checked } from '../domain/row-problem';
import { type TagRow, toTagRow } from '../domain/tag-row';
import { checkIds, checkRecord } from '../reading/check-record';
import { tagShape } from '../reading/csv-shapes';
import { DataGenerations } from './data-generations';
import type { Attempt, FileLanding, NumberedRow, ResolvedUsers, RowContext } from './file-landing.port';
import { landingSettings } from './landing-settings';
import { MergedUsers } from './merged-users';
import { ReservedUsers } from './reserved-users';
import { StagingRepository } from './staging.repository';

/** Files of tag values → `tag_values`. Of two rows about one user, tag and date the later one holds. */
@Injectable()
export class TagLanding implements FileLanding<TagRow> {
  readonly shapeOf = tagShape;

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly staging: StagingRepository,
    private readonly reserved: ReservedUsers,
    private readonly merged: MergedUsers,
    private readonly generations: DataGenerations,
  ) {}

  check(raw: unknown, { values }: RowContext): Checked<TagRow> {
    const record = checkRecord(tagRecord, raw);
    if (!record.ok) return record;
    const ids = checkIds([record.row.user.id]);
    return ids.ok ? toTagRow(record.row, values) : ids;
  }

  async stage(attempt: Attempt, rows: readonly NumberedRow<TagRow>[]): Promise<void> {
    await this.staging.add(
      'staged_tags',
      attempt.id,
      rows.map(({ row, content }) => ({ row, ...content })),
    );
  }

  resolve(attempt: Attempt): Promise<ResolvedUsers> {
    return this.reserved.resolve('staged_tags', attempt);
  }

  async land(attempt: Attempt, users: ResolvedUsers): Promise<void> {
    const { organisation, id, version } = attempt;
    await this.staging.landNames(id, organisation);
    await this.generations.countStagedAfter(attempt, 'tag', () =>
      this.clickhouse.command(
        `INSERT INTO tag_values (organisation, tag, uid, date, text, number, boolean, removed, version)
       SELECT {organisation:UUID}, s.tag, n.uid, s.date, s.text, s.number, s.boolean, s.removed, {version:UInt64}
       FROM (SELECT * FROM staged_tags WHERE attempt = {attempt:UUID}) AS s
       INNER JOIN (SELECT id_type, id, uid FROM staged_names WHERE attempt = {attempt:UUID}) AS n USING (id_type, id)
       ORDER BY s.row DESC
       LIMIT 1 BY n.uid, s.tag, s.date`,
        { organisation, attempt: id, version },
        { settings: landingSettings },
      ),
    );
    await this.merged.followSince(organisation, users.mergeMark);
  }
}
