import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

export interface RetiredSnapshot {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly snapshotId: string;
}

/** Takes down what is to be deleted. Failures are those of `ClickHouse`. */
@Injectable()
export class RetiredSnapshotsRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Safe to repeat: a snapshot that is named twice is deleted once. */
  async add(snapshots: readonly RetiredSnapshot[]): Promise<void> {
    await this.clickhouse.insert(
      'retired_snapshots',
      snapshots.map(({ organisationId, audienceId, snapshotId }) => ({
        organisation: organisationId,
        audience: audienceId,
        snapshot: snapshotId,
      })),
    );
  }

  /** Forgets how far the streams of some audiences have come, so that nothing holds on to the snapshots that consumers had last. */
  async forgetStreams(audienceIds: readonly string[]): Promise<void> {
    if (audienceIds.length === 0) return;
    await this.clickhouse.command(
      'DELETE FROM membership_streams WHERE audience IN {audiences:Array(UUID)}',
      { audiences: audienceIds },
    );
  }
}
