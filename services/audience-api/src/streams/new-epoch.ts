import { Injectable } from '@nestjs/common';
import { topics, type MembershipStream } from '@muster/contracts';
import { Outbox } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { AudienceEntity } from '../audiences/audience.entity';
import { AudiencesRepository } from '../audiences/audiences.repository';
import { snapshotEvents } from '../publication/snapshot-events';
import { RunsRepository } from '../runs/runs.repository';

/** Lets the stream of an audience begin anew. */
@Injectable()
export class NewEpoch {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly runs: RunsRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The published result is told again at once, if there is one: an audience may never be computed again.
   * @param audience locked: its next publication tells the new epoch, after this. It is changed.
   */
  async begin(
    manager: EntityManager,
    audience: AudienceEntity,
    stream: Exclude<MembershipStream, 'none'>,
    reason: 'bootstrap' | 'reconcile',
  ): Promise<void> {
    const { id, publishedRunId } = audience;
    audience.stream = stream;
    audience.streamEpoch += 1;
    await this.audiences.update(manager, { id, stream, streamEpoch: audience.streamEpoch });
    const [published] = publishedRunId === null ? [] : await this.runs.byIds([publishedRunId], manager);
    if (!published) return;
    const pieces = await this.runs.pieces(manager, published.id);
    await this.outbox.add(manager, topics.snapshot, [
      snapshotEvents.restated(audience, published, pieces, reason),
    ]);
  }
}
