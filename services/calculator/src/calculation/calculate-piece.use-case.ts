import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Failure, spansOf, type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, SERVICE_CONFIG, engineRefusal } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { Cancellations, type WorkOutcome } from '../cancellation/cancellations';
import type { WorkInProgress } from '../cancellation/work-in-progress';
import { scopesOf } from '../kept-reads/stage-reads';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { ReadBudget } from '../reading-budget/read-budget';
import type { SnapshotSummary } from '../snapshots/snapshot';
import { InputGuard } from '../snapshots/input-guard';
import type { ReadResult } from '../snapshots/lost-inputs';
import { SnapshotWriter } from '../snapshots/snapshot-writer';
import type { CalculationRequest } from './calculation-request';
import { whileRenewing } from './lease-renewal';
import { PieceProgress } from './piece-progress';
import { bindPlan } from './plan-binding';
import { runEvents } from './run-events';

/** What came of a piece that was not cancelled. */
type Calculation = { readonly summary: SnapshotSummary } | { readonly failure: Failure };

/**
 * Calculates one piece of a run and tells what came of it.
 *
 * Safe to repeat: a repeated attempt writes a snapshot of its own and publishes `completed` under the same event id, so
 * whoever listens keeps the first one. As long as it works it renews the lease of the piece.
 */
@Injectable()
export class CalculatePiece {
  private readonly log = new Logger(CalculatePiece.name);

  constructor(
    private readonly snapshots: SnapshotWriter,
    private readonly landedData: LandedDataRepository,
    private readonly inputs: InputGuard,
    private readonly budget: ReadBudget,
    private readonly cancellations: Cancellations,
    private readonly publisher: EventPublisher,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * @param requestedAt by the clock of who has asked: what was landed until then is in the result.
   * @throws PermanentError when the request itself is wrong: its message is kept among the dead letters. Whatever a retry may
   *   cure (dependencies that are down, shutdown) is thrown as it is. Of both, `giveUp` tells when there is no other attempt.
   */
  async execute(request: CalculationRequest, requestedAt: Date): Promise<void> {
    const outcome = await this.attempt(request, requestedAt);
    // Who has cancelled a run knows it, and has ended it.
    if (outcome.cancelled) return;
    const { result } = outcome;
    await this.tell(
      'failure' in result
        ? runEvents.failed(request, result.failure)
        : runEvents.completed(request, result.summary),
    );
  }

  /** Ends the run of a piece that is not going to be attempted again. */
  async giveUp(request: CalculationRequest, failure: Failure): Promise<void> {
    await this.tell(runEvents.failed(request, failure));
  }

  private async attempt(request: CalculationRequest, requestedAt: Date): Promise<WorkOutcome<Calculation>> {
    const { organisationId, runId: id } = request;
    try {
      return await this.cancellations.run({ work: 'run', organisationId, id }, async (work) => {
        await this.tell(runEvents.started(request));
        return this.whileLeased(request, (progress) => this.calculate(request, requestedAt, work, progress));
      });
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return { cancelled: false, result: { failure } };
    }
  }

  private whileLeased<Result>(
    request: CalculationRequest,
    work: (progress: PieceProgress) => Promise<Result>,
  ): Promise<Result> {
    const progress = new PieceProgress(request);
    return whileRenewing(
      request.leaseSeconds,
      () => this.tell(progress.event()),
      (error) => {
        this.log.warn(`run ${request.runId}: a lease could not be renewed yet: ${String(error)}`);
      },
      () => work(progress),
    );
  }

  private async calculate(
    request: CalculationRequest,
    requestedAt: Date,
    work: WorkInProgress,
    progress: PieceProgress,
  ): Promise<Calculation> {
    const { organisationId, audienceId, runId, piece, pieces, plan, readBudgetRows: budget } = request;
    const parameters = bindPlan(request);
    const loss = await this.inputs.lossOf(organisationId, inputsOf(request), work);
    if (loss) return { failure: loss };
    const data = await this.landedData.of(organisationId, scopesOf(plan), work, requestedAt);
    const spans = spansOf(data.shards);
    const refusal = await this.budget.refusalOf({ plan, parameters, spans, budget }, work);
    if (refusal) return { failure: refusal };
    const order = { organisationId, audienceId, runId, piece, pieces, plan, parameters, data };
    let told = Date.now();
    const summary = await this.snapshots.write(order, work, async (written) => {
      progress.advance(written);
      if (Date.now() - told < this.config.CALCULATOR_PROGRESS_SECONDS * 1000) return;
      told = Date.now();
      await this.tell(progress.event());
    });
    return { summary };
  }

  private async tell(event: TopicEvent<typeof topics.run>): Promise<void> {
    await this.publisher.publish(topics.run, [event]);
  }
}

/** The results that a request's plan reads. */
function inputsOf({ plan, inputs, inputMembers = {} }: CalculationRequest): ReadResult[] {
  return plan.inputs.map(({ parameter, audienceId }) => ({
    audienceId,
    snapshotIds: inputs[parameter] ?? [],
    count: inputMembers[parameter],
  }));
}

/** What the engine has refused for good; undefined when something else is at fault. */
function failureOf(error: unknown): Failure | undefined {
  const refusal = engineRefusal(error);
  return refusal && { code: `calculation.${refusal.kind}`, message: refusal.message };
}
