import { Controller } from '@nestjs/common';
import { topics, type TopicEvent, type Topics } from '@muster/contracts';
import { Inbox, OnEvent } from '@muster/platform';
import { KnownUsers } from '../runs/known-users';
import { StartRequestedRun } from '../runs/start-requested-run.use-case';
import { ReleaseDependants } from '../schedule/release-dependants.use-case';
import { CompletePiece } from './complete-piece.use-case';
import { NoteProgress } from './note-progress.use-case';
import { PublishRun } from './publish-run';
import { RecordFailure } from './record-failure.use-case';

type RunEvent = TopicEvent<Topics['run']>;
/** What those have waited for who read the run's result: it has ended, or goes no further before somebody decides. */
type Standstill = Extract<RunEvent, { type: 'audience.run.ended.v1' | 'audience.run.held.v1' }>;
@Controller()
export class RunConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly startRequestedRun: StartRequestedRun,
    private readonly noteProgress: NoteProgress,
    private readonly completePiece: CompletePiece,
    private readonly publishRun: PublishRun,
    private readonly knownUsers: KnownUsers,
    private readonly recordFailure: RecordFailure,
    private readonly releaseDependants: ReleaseDependants,
  ) {}

  @OnEvent(topics.run)
  async handle(event: RunEvent): Promise<void> {
    // Many runs may go on then, each in a transaction of its own: what repeats it changes nothing.
    if (isStandstill(event)) return this.releaseDependants.execute(event.data);
    switch (event.type) {
      case 'audience.run.started.v1':
      case 'audience.run.progressed.v1':
        return this.inbox.always((manager) => this.noteProgress.execute(manager, event.data));
      case 'audience.run.superseded.v1':
      case 'audience.run.cancelled.v1':
        // Told by this service itself, in the transaction that changed the run.
        return;
      case 'audience.run.requested.v1':
        return this.start(event);
      case 'audience.run.completed.v1':
        await this.inbox.once(event, (manager) => this.completePiece.execute(manager, event.data));
        // Also when the event was handled before: whoever did so may have died before the publication.
        return this.publishRun.execute(event.data);
      case 'audience.run.failed.v1':
        await this.inbox.once(event, (manager) => this.recordFailure.execute(manager, event.data));
    }
  }

  private async start(event: Extract<RunEvent, { type: 'audience.run.requested.v1' }>): Promise<void> {
    // Asked before the transaction: the engine may be slow, and the audience is locked then.
    const users = await this.knownUsers.bound(event.data.organisationId);
    await this.inbox.once(event, (manager) => this.startRequestedRun.execute(manager, event.data, users));
  }
}

function isStandstill(event: RunEvent): event is Standstill {
  return event.type === 'audience.run.ended.v1' || event.type === 'audience.run.held.v1';
}
