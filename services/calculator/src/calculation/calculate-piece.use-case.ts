import { Inject, Injectable } from '@nestjs/common';
import { type Failure, type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, SERVICE_CONFIG, ShutdownDeadline, engineRefusal } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import type { SnapshotSummary } from '../snapshots/snapshot';
import { SnapshotWriter } from '../snapshots/snapshot-writer';
import type { CalculationRequest } from './calculation-request';
import { bindPlan } from './plan-binding';
import { runEvents } from './run-events';

/**
 * Calculates one piece of a run and tells what came of it.
 *
 * Safe to repeat: a repeated attempt writes a snapshot of its own and publishes `completed` under the same event id, so
 * whoever listens keeps the first one.
 */
@Injectable()
export class CalculatePiece {
  constructor(
    private readonly snapshots: SnapshotWriter,
    private readonly publisher: EventPublisher,
    private readonly shutdown: ShutdownDeadline,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * @throws PermanentError when the request itself is wrong: its message is kept among the dead letters. Whatever a retry may
   *   cure (dependencies that are down, shutdown) is thrown as it is. Of both, `giveUp` tells when there is no other attempt.
   */
  async execute(request: CalculationRequest): Promise<void> {
    await this.tell(runEvents.started(request));
    let summary: SnapshotSummary;
    try {
      summary = await this.calculate(request);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      await this.tell(runEvents.failed(request, failure));
      return;
    }
    await this.tell(runEvents.completed(request, summary));
  }

  /** Ends the run of a piece that is not going to be attempted again. */
  async giveUp(request: CalculationRequest, failure: Failure): Promise<void> {
    await this.tell(runEvents.failed(request, failure));
  }

  private async calculate(request: CalculationRequest): Promise<SnapshotSummary> {
    const { organisationId, audienceId, runId, piece, pieces } = request;
    const order = {
      ...{ organisationId, audienceId, runId, piece, pieces },
      statement: request.plan.statement,
      parameters: bindPlan(request),
    };
    let told = Date.now();
    return this.snapshots.write(order, this.shutdown.signal, async (progress) => {
      if (Date.now() - told < this.config.CALCULATOR_PROGRESS_SECONDS * 1000) return;
      told = Date.now();
      await this.tell(runEvents.progressed(request, progress));
    });
  }

  private async tell(event: TopicEvent<typeof topics.run>): Promise<void> {
    await this.publisher.publish(topics.run, [event]);
  }
}

/** What the engine has refused for good; undefined when something else is at fault. */
function failureOf(error: unknown): Failure | undefined {
  const refusal = engineRefusal(error);
  return refusal && { code: `calculation.${refusal.kind}`, message: refusal.message };
}
