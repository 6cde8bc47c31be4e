import { randomUUID } from 'node:crypto';
import type { ClickHouse } from '@muster/platform';
import type { Ask, BenchPlan, PlanStatement, Row } from '../plans/plan';
import { measuredSettings } from './settings';

/** What a plan takes beside time. */
export interface PlanCost {
  /** The greatest peak among its statements. */
  readonly peakMemoryBytes: number;
  readonly rowsRead: number;
}

/** How long a statement stays visible after its work, in seconds: many times what one look at it takes. */
const LINGER_SECONDS = 0.4;

export async function costOf(clickhouse: ClickHouse, { counts }: BenchPlan): Promise<PlanCost> {
  const costs: PlanCost[] = [];
  const ask: Ask = async (statement) => {
    const { rows, cost } = await costOfStatement(clickhouse, statement);
    costs.push(cost);
    return rows;
  };
  for (const compose of counts) await ask(await compose(ask));
  return {
    peakMemoryBytes: Math.max(...costs.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    rowsRead: costs.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
  };
}

/**
 * The embedded engine has no query log and tells no memory in its answers, but it lists running statements with their peaks. The
 * statement therefore sleeps when its row is there, and is looked at meanwhile: what is seen last is exact. (The resident set
 * of the process is no measure: the allocator keeps what earlier statements have freed.)
 */
async function costOfStatement(
  clickhouse: ClickHouse,
  { sql, parameters, settings }: PlanStatement,
): Promise<{ readonly rows: readonly Row[]; readonly cost: PlanCost }> {
  // A literal of the statement: comments are gone from the list once parameters have been put in.
  const marker = randomUUID();
  const running = new AbortController();
  const watched = watch(clickhouse, marker, running.signal);
  let rows: readonly Row[];
  try {
    rows = await clickhouse.query<Row>(
      `SELECT *, sleep(${LINGER_SECONDS}), '${marker}' AS marker FROM (${sql})`,
      parameters,
      // By default threads tell of their memory in steps of 4 MiB.
      { settings: { ...settings, ...measuredSettings, max_untracked_memory: 1 } },
    );
  } finally {
    running.abort();
  }
  const cost = await watched;
  if (!cost) throw new Error('the engine did not list the statement while it ran');
  return { rows, cost };
}

async function watch(
  clickhouse: ClickHouse,
  marker: string,
  running: AbortSignal,
): Promise<PlanCost | undefined> {
  let last: PlanCost | undefined;
  while (!running.aborted) {
    const [seen] = await clickhouse.query<PlanCost>(
      `SELECT peak_memory_usage AS peakMemoryBytes, read_rows AS rowsRead FROM system.processes
       WHERE position(query, {marker:String}) > 0 AND position(query, 'system.processes') = 0`,
      { marker },
    );
    last = seen ?? last;
  }
  return last;
}
