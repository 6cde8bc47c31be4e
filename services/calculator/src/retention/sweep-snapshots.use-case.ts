import { Injectable } from '@nestjs/common';
import { Deletions } from '@muster/platform';
import { fateOf } from './domain/partition-fate';
import { SnapshotPartitionsRepository } from './snapshot-partitions.repository';

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** What has begun to read a result before it was retired has ended after this long, in seconds. */
const GRACE = HOUR;
/** Retired snapshots are deleted after this long at the latest. */
const AT_THE_LATEST = 7 * DAY;
/** Partitions that one turn rewrites. */
const MOST_REWRITTEN = 8;

/**
 * Deletes retired snapshots, all of a partition in one statement. Safe to repeat and to kill, and for several calculators at a time: a
 * partition that one of them has dropped or rewritten has nothing to delete for the others.
 */
@Injectable()
export class SweepSnapshots {
  constructor(
    private readonly partitions: SnapshotPartitionsRepository,
    private readonly deletions: Deletions,
  ) {}

  /**
   * @param later as if it were so many seconds later.
   * @returns how many rows were deleted: a snapshot has one for each million users.
   */
  async execute(later = 0): Promise<number> {
    const now = (await this.partitions.now()) + later;
    const until = now - GRACE;
    let deleted = 0;
    let rewritten = 0;
    for (const partition of await this.partitions.withDoomed(until, now - AT_THE_LATEST)) {
      const fate = fateOf(partition, now);
      if (fate === 'wait') continue;
      if (fate === 'drop') {
        if (!(await this.partitions.drop(partition, until))) continue;
      } else {
        if (rewritten === MOST_REWRITTEN || (await this.partitions.isBusy())) continue;
        rewritten += 1;
        await this.partitions.rewrite(partition, until);
      }
      deleted += partition.doomed;
      this.deletions.count('snapshots', partition.doomed);
    }
    await this.partitions.forgetDays(now - DAY);
    return deleted;
  }
}
