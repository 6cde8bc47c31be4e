import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { PartitionedPublisher, ShutdownDeadline } from '@muster/platform';
import type { MembershipCause } from './domain/membership-cause';
import { PartitionCounts } from './domain/partition-counts';
import { membershipEvents } from './membership-events';
import { MembershipRepository, type ShardDifference } from './membership.repository';
import type { ResultToStream } from './streamed-result';

/** Records that are in memory, and on their way to the broker, at a time: less than 1 MB, which is what a broker takes at once. */
const PAGE = 1_000;

/** Publishes who entered and who left, and tells how many of them each partition has acknowledged. */
@Injectable()
export class ChangePublisher {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly publisher: PartitionedPublisher,
    private readonly shutdown: ShutdownDeadline,
  ) {}

  /**
   * The engine is asked for the next ones when the broker has acknowledged the last ones, so memory does not grow with the changes.
   * @param before snapshots of the result that consumers have.
   * @param mayGoOn asked before each page; throws when it is not to be published.
   * @returns counts by partition, of all partitions.
   */
  async publish(
    result: ResultToStream,
    cause: MembershipCause,
    before: readonly string[],
    differences: readonly ShardDifference[],
    mayGoOn: () => Promise<void>,
  ): Promise<number[]> {
    const counts = new PartitionCounts();
    for (const { shard, entered, left } of differences) {
      for (let offset = 0; offset < entered + left; offset += PAGE) {
        await mayGoOn();
        const page = { shard, offset, limit: PAGE };
        const changes = await this.memberships.changes(result, before, page, this.shutdown.signal);
        const events = changes.map((change) => membershipEvents.changed(result, cause, change));
        counts.add(await this.publisher.publishPartitioned(topics.membership, events));
      }
    }
    return counts.ofAll(await this.publisher.partitionsOf(topics.membership));
  }
}
