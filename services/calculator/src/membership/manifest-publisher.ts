import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { EventPublisher, ObjectStore, ShutdownDeadline } from '@muster/platform';
import { Digest, LineCounter } from './chunk-digest';
import type { MembershipCause } from './domain/membership-cause';
import { type Chunk, membershipEvents } from './membership-events';
import { MembershipRepository, type ShardDifference } from './membership.repository';
import type { ResultToStream } from './streamed-result';

/** As in exports: level 1 leaves 25 % of a file of ids in a third of the time that level 6 takes for 22 %. */
const GZIP_LEVEL = 1;

/**
 * Writes all members of a result into files, one for each shard of users, and publishes the manifest that names them.
 *
 * Safe to repeat: files have keys of the result and the epoch, are there whole or not at all, and the same members give the same
 * bytes. When an engine's upgrade changes them between two attempts, the second manifest, under the same id, has the new digest.
 */
@Injectable()
export class ManifestPublisher {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly store: ObjectStore,
    private readonly publisher: EventPublisher,
    private readonly shutdown: ShutdownDeadline,
  ) {}

  /** @param mayGoOn asked before each file and the manifest; throws when it is not to be published. */
  async publish(
    result: ResultToStream,
    cause: MembershipCause,
    differences: readonly ShardDifference[],
    mayGoOn: () => Promise<void>,
  ): Promise<void> {
    const chunks: Chunk[] = [];
    for (const { shard, now } of differences) {
      if (now === 0) continue;
      await mayGoOn();
      chunks.push(await this.write(result, shard));
    }
    await mayGoOn();
    await this.publisher.publish(topics.snapshot, [membershipEvents.manifest(result, cause, chunks)]);
  }

  private async write(result: ResultToStream, shard: number): Promise<Chunk> {
    const { organisationId, audienceId, runId, stream } = result;
    const objectKey = `${organisationId}/${audienceId}/${runId}/${stream.epoch}/${shard}.ndjson.gz`;
    const lines = new LineCounter();
    const digest = new Digest();
    const members = await this.memberships.members(result, shard, this.shutdown.signal);
    // Errors reach the store through the last stream; there is nothing else to do with them here.
    const body = pipeline(members, lines, createGzip({ level: GZIP_LEVEL }), digest, () => undefined);
    try {
      const bytes = await this.store.put('membership', objectKey, body, 'application/gzip');
      return { objectKey, count: lines.lines, bytes, sha256: digest.hex() };
    } finally {
      // When the store gave up, the engine must not go on waiting for somebody to read.
      body.destroy();
    }
  }
}
