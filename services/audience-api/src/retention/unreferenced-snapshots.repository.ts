import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WrittenSnapshot } from './written-snapshots.reader';

/** A snapshot that is no part of a result. */
export interface UnreferencedSnapshot extends WrittenSnapshot {
  readonly audienceDeleted: boolean;
  /** Whether its run may still make it a part of its result. */
  readonly undecided: boolean;
}

/** Which snapshots runs name, and how far the search for others has come. */
@Injectable()
export class UnreferencedSnapshotsRepository {
  /** Those of some snapshots that no piece of their run names. */
  async among(manager: EntityManager, written: readonly WrittenSnapshot[]): Promise<UnreferencedSnapshot[]> {
    return manager.query(
      `SELECT written."organisationId", written."audienceId", written."runId", written."snapshotId", written."writtenAt",
         audience.deleted_at IS NOT NULL AS "audienceDeleted",
         run.id IS NOT NULL AND run.finished_at IS NULL
           AND EXISTS (SELECT FROM audience_api.run_pieces piece WHERE piece.run_id = run.id AND piece.snapshot_id IS NULL) AS undecided
       FROM json_to_recordset($1::json)
         AS written ("organisationId" uuid, "audienceId" uuid, "runId" uuid, "snapshotId" uuid, "writtenAt" int)
       LEFT JOIN audience_api.runs run ON run.id = written."runId"
       LEFT JOIN audience_api.audiences audience ON audience.id = written."audienceId"
       WHERE NOT EXISTS (SELECT FROM audience_api.run_pieces piece
                         WHERE piece.run_id = written."runId" AND piece.snapshot_id = written."snapshotId")`,
      [JSON.stringify(written)],
    );
  }

  /** Locks how far a sweep has come, so that replicas take turns; undefined when one of them has its turn now. */
  async lockPosition(manager: EntityManager, sweep: string): Promise<number | undefined> {
    await manager.query(
      'INSERT INTO audience_api.sweep_positions (sweep, position) VALUES ($1, 0) ON CONFLICT DO NOTHING',
      [sweep],
    );
    const rows: { position: string }[] = await manager.query(
      'SELECT position FROM audience_api.sweep_positions WHERE sweep = $1 FOR UPDATE SKIP LOCKED',
      [sweep],
    );
    return rows[0] && Number(rows[0].position);
  }

  async setPosition(manager: EntityManager, sweep: string, position: number): Promise<void> {
    await manager.query('UPDATE audience_api.sweep_positions SET position = $2 WHERE sweep = $1', [
      sweep,
      position,
    ]);
  }
}
