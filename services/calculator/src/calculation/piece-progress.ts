import { randomUUID } from 'node:crypto';
import type { TopicEvent, topics } from '@muster/contracts';
import type { SnapshotProgress } from '../snapshots/snapshot-writer';
import type { CalculationRequest } from './calculation-request';
import { runEvents } from './run-events';

/** How far one execution of a piece has come. Every telling is news of its own: none may be taken for a repetition. */
export class PieceProgress {
  private readonly execution = randomUUID();
  private tellings = 0;
  /** Nothing is known until the first shard is written. */
  private progress: SnapshotProgress = { shardsDone: 0, shards: 0 };

  constructor(private readonly request: CalculationRequest) {}

  advance(progress: SnapshotProgress): void {
    this.progress = progress;
  }

  event(): TopicEvent<typeof topics.run> {
    return runEvents.progressed(this.request, this.progress, `${this.execution}/${this.tellings++}`);
  }
}
