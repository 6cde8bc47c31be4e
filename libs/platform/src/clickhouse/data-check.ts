import type { ClickHouse } from './clickhouse.port';

/** Two things in the tables that should say the same and do not. */
export interface DataDifference {
  /** Name of the check, such as `event-days`. */
  readonly check: string;
  readonly organisation: string;
  /** What it is about, such as `shop/view/2026-03-01, shard 0`. */
  readonly subject: string;
  /** What is there, and what should be. */
  readonly found: string;
}

/** A comparison of tables that one service owns. */
export interface DataCheck {
  readonly name: string;
  /**
   * A SELECT of `subject` and `found`, both strings, a row for each difference in the data of `{organisation:UUID}`. With `by: 'month'` it
   * is executed for each month, and looks at the days from `{from:Date}` to `{to:Date}` alone, so that its memory does not grow with the years.
   */
  readonly statement: string;
  readonly by: 'organisation' | 'month';
}

/** A service's checks, and where its data are. */
export interface DataChecks {
  /** Tables with a column `organisation`. */
  readonly organisations: readonly string[];
  /** Tables with columns `organisation` and `day`. */
  readonly days: readonly string[];
  readonly checks: readonly DataCheck[];
}

export interface DataCheckOptions {
  /** All of them unless told. */
  readonly organisations?: readonly string[];
}

/** Differences of one check, organisation and month that are told; more are most likely of the same cause. */
const TOLD_DIFFERENCES = 1_000;

/** A comparison reads everything: on disk where memory does not do, for as long as it takes. */
const settings = {
  max_execution_time: 0,
  max_bytes_before_external_group_by: 1_000_000_000,
  optimize_aggregation_in_order: 1,
} as const;

/**
 * Compares the tables with one another. Landings and calculations that are under way while it runs may appear as differences: they are
 * gone when it runs again.
 */
export async function findDataDifferences(
  clickhouse: ClickHouse,
  all: readonly DataChecks[],
  options: DataCheckOptions = {},
): Promise<readonly DataDifference[]> {
  const differences: DataDifference[] = [];
  const organisations = options.organisations ?? (await organisationsIn(clickhouse, all));
  for (const organisation of organisations) {
    const months = await monthsOf(clickhouse, all, organisation);
    for (const check of all.flatMap(({ checks }) => checks)) {
      for (const month of check.by === 'month' ? months : [{}]) {
        const found = await clickhouse.query<Pick<DataDifference, 'subject' | 'found'>>(
          `SELECT subject, found FROM (${check.statement}) ORDER BY subject LIMIT ${String(TOLD_DIFFERENCES)}`,
          { organisation, ...month },
          { settings },
        );
        differences.push(...found.map((difference) => ({ check: check.name, organisation, ...difference })));
      }
    }
  }
  return differences;
}

async function organisationsIn(clickhouse: ClickHouse, all: readonly DataChecks[]): Promise<string[]> {
  const tables = all.flatMap(({ organisations }) => organisations);
  const selects = tables.map(
    (table) => `SELECT DISTINCT CAST(organisation, 'UUID') AS organisation FROM ${table}`,
  );
  const rows = await clickhouse.query<{ organisation: string }>(
    `SELECT DISTINCT organisation FROM (${selects.join(' UNION ALL ')}) ORDER BY organisation`,
    {},
    { settings },
  );
  return rows.map(({ organisation }) => organisation);
}

async function monthsOf(
  clickhouse: ClickHouse,
  all: readonly DataChecks[],
  organisation: string,
): Promise<{ from: string; to: string }[]> {
  const selects = all
    .flatMap(({ days }) => days)
    .map(
      (table) =>
        `SELECT DISTINCT toStartOfMonth(day) AS month FROM ${table} WHERE organisation = {organisation:UUID}`,
    );
  return clickhouse.query<{ from: string; to: string }>(
    `SELECT toString(month) AS from, toString(toLastDayOfMonth(month)) AS to
     FROM (${selects.join(' UNION ALL ')}) GROUP BY month ORDER BY month`,
    { organisation },
    { settings },
  );
}
