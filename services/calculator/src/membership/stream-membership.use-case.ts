import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { EventPublisher, PermanentError, SERVICE_CONFIG, ShutdownDeadline } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { ChangePublisher } from './change-publisher';
import { causeOf, type MembershipCause } from './domain/membership-cause';
import { decideTelling, isOvertaken, type StreamedResult, type Telling } from './domain/telling';
import { ManifestPublisher } from './manifest-publisher';
import { membershipEvents } from './membership-events';
import { MembershipRepository, type ShardDifference } from './membership.repository';
import { StreamPositionsRepository } from './stream-positions.repository';
import type { ResultOfRun, ResultToRestate, ResultToStream } from './streamed-result';

type MembersToTell = Extract<Telling, { tell: 'members' }>;

/** A newer result is being streamed; whoever does that believes this worker to be dead. */
class OvertakenError extends Error {}

/**
 * Streams the membership of published results: who entered and who left since what was streamed before, or all members as files.
 *
 * Safe to repeat and to kill: that a result's streaming begins is noted before anything of it is published, that it is complete after
 * everything was acknowledged. An attempt between the two is made again with the same result: same ids, same counts.
 */
@Injectable()
export class StreamMembership {
  constructor(
    private readonly positions: StreamPositionsRepository,
    private readonly memberships: MembershipRepository,
    private readonly changes: ChangePublisher,
    private readonly manifests: ManifestPublisher,
    private readonly publisher: EventPublisher,
    private readonly shutdown: ShutdownDeadline,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * The result of a run. Markers tell when everything of it is there, for audiences of which changes are streamed.
   * @throws PermanentError `membership.snapshot-missing` when the result's snapshots are not there (any more).
   */
  async published(result: ResultOfRun): Promise<void> {
    await this.stream(result, async (telling, mayGoOn) => {
      const cause = causeOf(result, telling.since);
      const differences = await this.differences(result, telling.since);
      if (result.stream.mode === 'snapshot') {
        return this.manifests.publish(result, cause, differences, mayGoOn);
      }
      return this.tell(result, cause, telling, differences, mayGoOn);
    });
  }

  /** A result of which all members are told, whatever was told before. No run has ended, so there are no markers. */
  async restated(result: ResultToRestate): Promise<void> {
    await this.stream(result, async (_telling, mayGoOn) => {
      const cause = { reason: result.reason, transition: false };
      await this.manifests.publish(result, cause, await this.differences(result, undefined), mayGoOn);
    });
  }

  private async stream(
    result: ResultToStream,
    publish: (telling: MembersToTell, mayGoOn: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const position = { epoch: result.stream.epoch, runSeq: result.runSeq };
    const telling = decideTelling(position, await this.positions.noted(result));
    if (telling.tell === 'nothing') return;
    await this.positions.note(result, 'begun');
    const mayGoOn = async (): Promise<void> => {
      this.shutdown.signal.throwIfAborted();
      // Compaction keeps the last record of a user: one of this result after one of a newer result would be the wrong one.
      if (isOvertaken(position, await this.positions.newest(result))) throw new OvertakenError();
    };
    try {
      await publish(telling, mayGoOn);
    } catch (error) {
      if (error instanceof OvertakenError) return;
      throw error;
    }
    await this.positions.note(result, 'complete');
  }

  private async tell(
    result: ResultToStream,
    cause: MembershipCause,
    { since, build }: MembersToTell,
    differences: readonly ShardDifference[],
    mayGoOn: () => Promise<void>,
  ): Promise<void> {
    const before = since?.snapshotIds ?? [];
    const told = sum(differences.map((difference) => difference.before));
    const changed = sum(differences.map(({ entered, left }) => entered + left));
    // Retention may have removed the snapshots that consumers have; nothing can be compared with them then.
    const isFew = told === since?.members && changed <= this.config.CALCULATOR_MEMBERSHIP_MAX_RECORDS;
    const form = build && isFew ? 'records' : 'manifest';
    // The records of none, when all is in the manifest: its markers tell that consumers wait for nothing else.
    const toPublish = form === 'records' ? differences : [];
    if (form === 'manifest') await this.manifests.publish(result, cause, differences, mayGoOn);
    const counts = await this.changes.publish(result, cause, before, toPublish, mayGoOn);
    await mayGoOn();
    await this.publisher.publish(topics.membershipMarker, membershipEvents.completed(result, counts, form));
  }

  private async differences(
    result: ResultToStream,
    since: StreamedResult | undefined,
  ): Promise<ShardDifference[]> {
    const differences = await this.memberships.differences(result, since?.snapshotIds ?? []);
    const found = sum(differences.map(({ now }) => now));
    if (found === result.count) return differences;
    throw new PermanentError(
      'membership.snapshot-missing',
      `the snapshots of run ${result.runId} hold ${found} of its ${result.count} members`,
    );
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
