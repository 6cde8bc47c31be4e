import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { Deletions, Outbox, SERVICE_CONFIG } from '@muster/platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { AudienceApiConfig } from '../config';
import type { RetiredRun } from './due-results.repository';
import { snapshotsRetired } from './retired-snapshots.events';
import {
  UnreferencedSnapshotsRepository,
  type UnreferencedSnapshot,
} from './unreferenced-snapshots.repository';
import { WrittenSnapshotsReader } from './written-snapshots.reader';

const SWEEP = 'orphaned-snapshots';
/** Snapshots that are looked at in one turn, and turns of one sweep. */
const BATCH = 5_000;
const MOST_BATCHES = 100;
/** Younger ones are left alone, in seconds: whoever has written them may be about to tell of it. */
const YOUNGEST = 2 * 86_400;

interface Batch {
  readonly orphans: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/**
 * Has snapshots deleted that are no part of any result: attempts at a piece that another one has finished, that failed or that were
 * killed. It goes through all of them once, in the order in which they were written.
 */
@Injectable()
export class RetireOrphans {
  constructor(
    private readonly database: DataSource,
    private readonly written: WrittenSnapshotsReader,
    private readonly unreferenced: UnreferencedSnapshotsRepository,
    private readonly outbox: Outbox,
    private readonly deletions: Deletions,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  /** @returns how many snapshots were found. */
  async execute(now = new Date()): Promise<number> {
    const { RUN_WAIT_DEADLINE_SECONDS: waiting, RUN_CALCULATION_DEADLINE_SECONDS: calculating } = this.config;
    const until = Math.floor(now.getTime() / 1000) - Math.max(YOUNGEST, 2 * (waiting + calculating));
    let found = 0;
    for (let batches = 0; batches < MOST_BATCHES; batches++) {
      const { orphans, more } = await this.batch(until);
      found += orphans;
      this.deletions.count('orphaned-snapshots', orphans);
      if (!more) break;
    }
    return found;
  }

  private async batch(until: number): Promise<Batch> {
    const after = await this.position();
    if (after === undefined || after >= until) return { orphans: 0, more: false };
    // Asked before the transaction: the engine may take its time, and nobody waits for it with a lock.
    const written = await this.written.between(after, until, BATCH);
    return this.database.transaction(async (manager) => {
      // Another replica has been here meanwhile: this one begins again from there the next time.
      if ((await this.unreferenced.lockPosition(manager, SWEEP)) !== after)
        return { orphans: 0, more: false };
      const found = await this.unreferenced.among(manager, written);
      const undecided = found.filter((snapshot) => snapshot.undecided);
      const orphans = found.filter((snapshot) => !snapshot.undecided);
      await this.outbox.add(
        manager,
        topics.retention,
        byRun(orphans).map((run) => snapshotsRetired(run, 'orphans', ...run.snapshotIds)),
      );
      const next = written.length < BATCH ? until : (written.at(-1)?.writtenAt ?? until);
      // Runs end, and then it is clear what their snapshots are; until then nothing after them is passed.
      const position = Math.min(next, ...undecided.map(({ writtenAt }) => writtenAt - 1));
      await this.unreferenced.setPosition(manager, SWEEP, Math.max(after, position));
      return { orphans: orphans.length, more: position > after && position < until };
    });
  }

  private async position(): Promise<number | undefined> {
    return this.database.transaction((manager: EntityManager) =>
      this.unreferenced.lockPosition(manager, SWEEP),
    );
  }
}

/** An event tells of the snapshots of one run. */
function byRun(orphans: readonly UnreferencedSnapshot[]): RetiredRun[] {
  const runs = new Map<string, UnreferencedSnapshot[]>();
  for (const orphan of orphans) {
    const { organisationId, audienceId, runId } = orphan;
    const key = [organisationId, audienceId, runId].join('/');
    const some = runs.get(key);
    if (some) some.push(orphan);
    else runs.set(key, [orphan]);
  }
  return [...runs.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first, snapshotIds: some.map(({ snapshotId }) => snapshotId).sort() }] : [];
  });
}
