import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../changes/change-feed';
import { isFinished } from './domain/run-state';
import { ReadRuns } from './read-runs.use-case';
import { HEARTBEAT, messageId, runMessage } from './run-message';

/** Proxies give a silent connection up after a minute at the least, most of them. */
const HEARTBEAT_MS = 15_000;

/** Tells a run as it is and each time that it has changed, until it has ended. */
@Injectable()
export class FollowRun {
  constructor(
    private readonly readRuns: ReadRuns,
    private readonly changes: ChangeFeed,
  ) {}

  /**
   * Server-sent events; what changes faster than it is read is told once, as it is then.
   * @param lastSeen id of the last message that the client has got: it is not told again.
   * @throws ProblemError 404 `run.not-found`, before the first message.
   */
  async *execute(
    organisationId: string,
    id: string,
    lastSeen: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const look = () => this.readRuns.one(organisationId, id, 0);
    let told = lastSeen;
    // The first look does not wait: the client learns at once that it is connected.
    for (let waitMs = 0; !signal.aborted; waitMs = HEARTBEAT_MS) {
      const run = await this.changes.waitFor(id, look, (seen) => messageId(seen) !== told, waitMs, signal);
      const isNews = messageId(run) !== told;
      told = messageId(run);
      if (isNews) yield runMessage(run);
      if (isFinished(run.state)) return;
      if (!isNews) yield HEARTBEAT;
      // The client comes back, to another replica, and goes on after the last message.
      if (this.changes.isStopping) return;
    }
  }
}
