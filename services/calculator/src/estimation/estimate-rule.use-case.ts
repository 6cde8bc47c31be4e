import { Inject, Injectable } from '@nestjs/common';
import type { Failure, Plan } from '@muster/contracts';
import { spansOf, topics } from '@muster/contracts';
import { engineRefusal, EventPublisher, SERVICE_CONFIG } from '@muster/platform';
import { bindPlan } from '../calculation/plan-binding';
import type { CalculatorConfig } from '../calculator.config';
import { Cancellations, type WorkOutcome } from '../cancellation/cancellations';
import type { WorkInProgress } from '../cancellation/work-in-progress';
import { HeldBitmaps } from '../held-bitmaps/held-bitmaps';
import { mapBounded } from '../engine/map-bounded';
import type { QueryOwner } from '../engine/query-owner';
import { sideBySide } from '../engine/side-by-side';
import type { StatementOptions } from '../engine/statement-options';
import type { AskedPlan, SpanPlan } from '../kept-reads/bound-plan';
import { KeptReads } from '../kept-reads/kept-reads';
import { scopesOf } from '../kept-reads/stage-reads';
import type { LandedData } from '../landed-data/landed-data';
import { LandedDataRepository } from '../landed-data/landed-data.repository';
import { type Assessment, ReadBudget } from '../reading-budget/read-budget';
import { LeadingRounds } from '../rounds/leading-rounds';
import { InputGuard } from '../snapshots/input-guard';
import { CountRepository } from './count.repository';
import {
  type CompiledEstimate,
  estimateEvents,
  type EstimateCounts,
  type EstimateEvent,
} from './estimate-events';
import { pinnedInputs } from './pinned-inputs';

/** Counts, or the reason why there are none. */
type Estimation = { readonly counts: EstimateCounts } | { readonly failure: Failure };

/** Counts the users of a rule and of each of its conditions, and writes nothing. Safe to repeat. */
@Injectable()
export class EstimateRule {
  constructor(
    private readonly cancellations: Cancellations,
    private readonly budget: ReadBudget,
    private readonly landedData: LandedDataRepository,
    private readonly inputs: InputGuard,
    private readonly keptReads: KeptReads,
    private readonly heldBitmaps: HeldBitmaps,
    private readonly leadingRounds: LeadingRounds,
    private readonly counts: CountRepository,
    private readonly publisher: EventPublisher,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** @throws PermanentError when the request itself is wrong; whatever a retry may cure is thrown as it is. */
  async execute(request: CompiledEstimate): Promise<void> {
    const outcome = await this.attempt(request);
    await this.tell(outcome.cancelled ? estimateEvents.cancelled(request) : answer(request, outcome.result));
  }

  /** Tells that there is not going to be another attempt. */
  async giveUp(
    request: Pick<CompiledEstimate, 'organisationId' | 'estimateId'>,
    failure: Failure,
  ): Promise<void> {
    await this.tell(estimateEvents.failed(request, failure));
  }

  private async attempt(request: CompiledEstimate): Promise<WorkOutcome<Estimation>> {
    const { organisationId, estimateId } = request;
    try {
      return await this.cancellations.run({ work: 'estimate', organisationId, id: estimateId }, (work) =>
        this.estimate(request, work),
      );
    } catch (error) {
      const refusal = engineRefusal(error);
      if (!refusal) throw error;
      const failure = { code: `calculation.${refusal.kind}`, message: refusal.message };
      return { cancelled: false, result: { failure } };
    }
  }

  private async estimate(request: CompiledEstimate, work: WorkInProgress): Promise<Estimation> {
    const { plan, conditions, readBudgetRows: budget } = request;
    const start = performance.now();
    const loss = await this.inputs.lossOf(request.organisationId, request.inputs, work);
    if (loss) return { failure: loss };
    const plans = [plan, ...conditions.map((each) => each.plan)];
    const data = await this.landedData.of(request.organisationId, plans.flatMap(scopesOf), work);
    const expense = { plan, parameters: this.bind(request, plan), spans: spansOf(data.shards), budget };
    const assess = async (owner: QueryOwner) => this.budget.assess(expense, owner);
    const count = async (owner: QueryOwner) => this.countAll(request, plans, data, owner);
    let assessed: Assessment;
    let counts: Map<string, number>;
    if (budget === undefined) {
      // Nothing can be refused, so that counting need not wait to hear what it is going to read.
      [assessed, counts] = await sideBySide(work, assess, count);
    } else {
      assessed = await assess(work);
      if (assessed.refusal) return { failure: assessed.refusal };
      counts = await count(work);
    }
    const countOf = ({ ruleHash }: Plan): number => counts.get(ruleHash) ?? 0;
    return {
      counts: {
        count: countOf(plan),
        conditions: conditions.map((each) => ({ pointer: each.pointer, count: countOf(each.plan) })),
        // Sixteen digits and more are kept as text on their way.
        engineMs: Math.round(performance.now() - start),
        rowsToRead: assessed.rowsToRead,
      },
    };
  }

  /** Users by hash of the rule: what occurs twice is counted once. */
  private async countAll(
    request: CompiledEstimate,
    plans: readonly Plan[],
    data: LandedData,
    owner: QueryOwner,
  ): Promise<Map<string, number>> {
    const different = new Map(plans.map((plan) => [plan.ruleHash, plan]));
    const { generations, shards } = data;
    const asked = [...different.values()].map((plan) => ({
      ...{ plan, parameters: this.bind(request, plan), generations },
    }));
    const prepared = await this.prepare(request, asked, spansOf(shards), owner);
    const counted = await mapBounded(
      prepared,
      this.config.CALCULATOR_CONCURRENT_QUERIES,
      owner.signal,
      async ({ spanPlan, at, queryId }, signal) => {
        const held = this.heldBitmaps.resultOf(spanPlan, at);
        const count = held?.count() ?? (await this.count(spanPlan, { queryId, signal }));
        return { hash: spanPlan.plan.ruleHash, count };
      },
    );
    const counts = new Map<string, number>();
    for (const { hash, count } of counted) counts.set(hash, (counts.get(hash) ?? 0) + count);
    return counts;
  }

  private async count(plan: SpanPlan, options: StatementOptions): Promise<number> {
    return this.keptReads.executing(async () => {
      const { last } = await this.leadingRounds.execute(plan, options);
      return this.counts.ofSpan(last, options);
    });
  }

  /** What all plans read is looked up together, span by span: conditions stand in the whole rule and alone. */
  private async prepare(
    { organisationId }: CompiledEstimate,
    asked: readonly AskedPlan[],
    spans: readonly number[],
    owner: QueryOwner,
  ) {
    const queryId = owner.queryId.bind(owner);
    const prepared = await mapBounded(
      spans,
      this.config.CALCULATOR_CONCURRENT_QUERIES,
      owner.signal,
      async (span, signal) => {
        const at = { organisationId, span };
        const { spanPlanOf } = await this.keptReads.prepare(asked, at, { queryId, signal });
        const spanPlans = asked.map(spanPlanOf);
        await this.heldBitmaps.hold(spanPlans, at, { queryId: queryId('hold', span), signal });
        return spanPlans.map((spanPlan, index) => ({ spanPlan, at, queryId: queryId(index, span) }));
      },
    );
    return prepared.flat();
  }

  private bind({ organisationId, asOf, businessDate, inputs }: CompiledEstimate, plan: Plan) {
    return bindPlan({ organisationId, asOf, businessDate, plan, inputs: pinnedInputs(plan, inputs) });
  }

  private async tell(event: EstimateEvent): Promise<void> {
    await this.publisher.publish(topics.estimate, [event]);
  }
}

function answer(request: CompiledEstimate, estimation: Estimation): EstimateEvent {
  return 'counts' in estimation
    ? estimateEvents.completed(request, estimation.counts)
    : estimateEvents.failed(request, estimation.failure);
}
