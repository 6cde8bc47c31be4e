import { Inject, Injectable } from '@nestjs/common';
import { ClickHouse, PermanentError, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { planSettings } from '../engine/plan-settings';
import type { StatementOptions } from '../engine/statement-options';
import type { SpanStatement } from '../kept-reads/bound-plan';

/** Executes plans for their counts only. Failures are those of `ClickHouse`. */
@Injectable()
export class CountRepository {
  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /**
   * Members among the users of a span.
   * @param statement a plan's SELECT for the span.
   * @throws PermanentError `plan.not-one-row`
   */
  async ofSpan({ statement, parameters }: SpanStatement, options: StatementOptions): Promise<number> {
    const rows = await this.clickhouse.query<{ count: number }>(
      `SELECT bitmapCardinality(users) AS count FROM
(
${statement}
)`,
      parameters,
      { ...options, settings: planSettings(this.config) },
    );
    const [row] = rows;
    if (!row || rows.length > 1) {
      throw new PermanentError(
        'plan.not-one-row',
        `the plan's statement gave ${rows.length} rows for a span`,
      );
    }
    return row.count;
  }
}
