import { Inject, Injectable } from '@nestjs/common';
import type { Failure, Plan } from '@muster/contracts';
import { ClickHouse, type QueryParameters, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { mapBounded } from '../engine/map-bounded';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import { LargestTable } from './largest-table';

/** What is going to be executed, and what it may cost. */
export interface Expense {
  readonly plan: Plan;
  readonly parameters: QueryParameters;
  /** All spans of the rule's users, also those of other pieces: the budget is that of the whole rule. */
  readonly spans: readonly number[];
  /** Rows; unlimited when undefined. */
  readonly budget: number | undefined;
}

export interface Assessment {
  /** Rows that the engine expects to read; null when the plan does not say what it reads. */
  readonly rowsToRead: number | null;
  /** Why the plan is not executed; undefined when it may be. */
  readonly refusal: Failure | undefined;
}

/** Asks the engine, before a plan is executed, how many rows it is going to read: 3 to 6 ms a span, from the indexes alone. */
@Injectable()
export class ReadBudget {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly largestTable: LargestTable,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** Why a plan is not executed; undefined when it may be. The engine is asked only where all that there is would be too much. */
  async refusalOf(expense: Expense, owner: QueryOwner): Promise<Failure | undefined> {
    const { plan, budget } = expense;
    if (budget === undefined || plan.reads.length * (await this.largestTable.size()) <= budget)
      return undefined;
    return (await this.assess(expense, owner)).refusal;
  }

  async assess({ plan, parameters, spans, budget }: Expense, owner: QueryOwner): Promise<Assessment> {
    const { reads } = plan;
    if (reads.length === 0) return { rowsToRead: null, refusal: undefined };
    const rows = await mapBounded(
      spans,
      this.config.CALCULATOR_CONCURRENT_QUERIES,
      owner.signal,
      (span, signal) =>
        this.rowsOfSpan(reads, { ...parameters, span }, owner.queryId('assess', span), signal),
    );
    const rowsToRead = rows.reduce((sum, each) => sum + each, 0);
    const isOver = budget !== undefined && rowsToRead > budget;
    return { rowsToRead, refusal: isOver ? overBudget(rowsToRead, budget) : undefined };
  }

  private async rowsOfSpan(
    reads: readonly string[],
    parameters: QueryParameters,
    queryId: string,
    signal: AbortSignal,
  ): Promise<number> {
    const [row] = await this.clickhouse.query<{ rows: number }>(
      `SELECT sum(rows) AS rows FROM (EXPLAIN ESTIMATE ${reads.join('\nUNION ALL ')})`,
      parameters,
      { queryId, signal, settings: planSettings(this.config) },
    );
    return row?.rows ?? 0;
  }
}

function overBudget(rowsToRead: number, budget: number): Failure {
  const message =
    `the rule would read about ${rowsToRead} rows, and the organisation's budget is ${budget}; ` +
    'narrow its windows, or name fewer events';
  return { code: 'calculation.over-budget', message };
}
