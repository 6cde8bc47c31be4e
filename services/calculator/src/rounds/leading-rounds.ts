import { Inject, Injectable } from '@nestjs/common';
import { executeLeadingRounds } from '@muster/contracts';
import { ClickHouse, PermanentError, type QueryStatistics, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { StatementOptions } from '../engine/statement-options';
import type { SpanPlan, SpanStatement } from '../kept-reads/bound-plan';

export interface LedPlan {
  /** What is left to be executed, once. */
  readonly last: SpanStatement;
  /** What the rounds before it took. */
  readonly spent: readonly QueryStatistics[];
}

/** Executes plans up to their last statement, which its caller puts to use. Failures are those of `ClickHouse`. */
@Injectable()
export class LeadingRounds {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * @param options with the id of the last statement; those of earlier ones begin with it.
   * @throws PermanentError `plan.not-one-row`
   */
  async execute(
    { plan, parameters, reads }: SpanPlan,
    { queryId, signal }: StatementOptions,
  ): Promise<LedPlan> {
    const spent: QueryStatistics[] = [];
    const last = await executeLeadingRounds(plan, reads, async (statement, carried) => {
      const rows = await this.clickhouse.query<Record<string, string | number>>(
        statement,
        { ...parameters, ...carried },
        {
          queryId: `${queryId}/round/${spent.length}`,
          signal,
          settings: planSettings(this.config),
          onStatistics: (statistics) => spent.push(statistics),
        },
      );
      const [row] = rows;
      if (!row || rows.length > 1) {
        throw new PermanentError(
          'plan.not-one-row',
          `a round of the plan gave ${rows.length} rows for a span; it must give one`,
        );
      }
      return row;
    });
    return {
      last: { statement: last.statement, parameters: { ...parameters, ...last.parameters } },
      spent,
    };
  }
}
