import { performance } from 'node:perf_hooks';
import {
  calculatorConfig,
  LandedDataRepository,
  scopesOf,
  snapshotWriterOf,
  WorkInProgress,
} from '@muster/calculator';
import { type ClickHouse, Gate, Metrics } from '@muster/platform';
import { audiences, organisation } from '../rules/data/bench-organisation';
import { dataSizes, type DataSize } from '../rules/data/data-size';
import { fillMusterTables } from '../rules/data/muster-tables';
import { fillRawTables } from '../rules/data/raw-tables';
import { cpuTimeOf } from '../rules/measure/engine-cpu';
import { parametersOf, planOf } from '../rules/plans/compiled-rule';
import { withScratchEngine } from '../rules/scratch-engine';
import { summarise } from '../summary';
import { dayAudiences, type DayAudience } from './day-rules';

const AUDIENCES: Readonly<Record<DataSize['name'], number>> = { tiny: 30, small: 1_000, large: 1_000 };

/** As a calculator is configured unless told. */
const config = calculatorConfig.parse({});

/** A result of an audience of the day. */
interface DayResult {
  readonly conditions: number;
  readonly count: number;
  readonly ms: number;
}

/**
 * One calculator writes the daily snapshots of many audiences, as many at a time as it has in hand, each after those that it is built
 * on: what a night of an organisation is to a process. Nothing is kept when it begins, and every rule is compiled on the way.
 */
export async function benchDayOf(size: DataSize, print: (text: string) => void): Promise<void> {
  await withScratchEngine(async ({ clickhouse, pid }) => {
    await fillRawTables(clickhouse, size);
    await fillMusterTables(clickhouse);
    await clickhouse.command('DROP TABLE raw_events');
    const day = dayAudiences(AUDIENCES[size.name]);
    const metrics = new Metrics('bench');
    const calculate = calculator(clickhouse, metrics);
    const cpuBefore = (await cpuTimeOf(pid)) ?? 0;
    const ownBefore = process.cpuUsage();
    const begun = performance.now();
    const results = await calculateAll(day, calculate);
    const seconds = (performance.now() - begun) / 1000;
    const own = process.cpuUsage(ownBefore);
    const cores = ((await cpuTimeOf(pid)) ?? 0) - cpuBefore + (own.user + own.system) / 1000;
    print(await report(size, results, { seconds, cpuSeconds: cores / 1000 }, metrics));
  });
}

export async function benchDay(options: readonly string[]): Promise<void> {
  const unknown = options.filter((option) => option !== '--large' && option !== '--tiny');
  if (unknown.length > 0) throw new Error(`day takes no ${unknown.join(', ')}; there are --large and --tiny`);
  const name = options.includes('--large') ? 'large' : options.includes('--tiny') ? 'tiny' : 'small';
  await benchDayOf(dataSizes[name], (text) => process.stdout.write(`${text}\n`));
}

/** In their order, so that those that an audience is built on have always begun before it waits for them. */
async function calculateAll(
  day: readonly DayAudience[],
  calculate: (audience: DayAudience) => Promise<DayResult>,
): Promise<DayResult[]> {
  const inHand = new Gate(config.CALCULATOR_CONCURRENT_PIECES);
  const begun = new Map<string, Promise<DayResult>>();
  for (const audience of day) {
    const calculated = inHand.run(async () => {
      await Promise.all(audience.inputs.flatMap((id) => begun.get(id) ?? []));
      return calculate(audience);
    });
    begun.set(audience.id, calculated);
  }
  return Promise.all([...begun.values()]);
}

function calculator(clickhouse: ClickHouse, metrics: Metrics): (audience: DayAudience) => Promise<DayResult> {
  const landedData = new LandedDataRepository(clickhouse, config);
  const writer = snapshotWriterOf(clickhouse, config, metrics);
  // All of them are asked for when the day begins, and wait for their turn.
  const requestedAt = new Date();
  const snapshots = new Map(Object.values(audiences).map(({ id, snapshot }) => [id, snapshot]));
  const resultOf = (audienceId: string): string => {
    const snapshot = snapshots.get(audienceId);
    if (snapshot === undefined) throw new Error(`audience ${audienceId} has no result yet`);
    return snapshot;
  };
  return async ({ id, conditions, rule }) => {
    const { id: organisationId } = organisation;
    const plan = planOf(rule);
    const work = new WorkInProgress({ work: 'run', organisationId, id }, new AbortController().signal, () =>
      Promise.resolve(false),
    );
    const begun = performance.now();
    const { snapshotId, count } = await writer.write(
      {
        ...{ organisationId, audienceId: id, runId: id, piece: 0, pieces: 1, plan },
        parameters: parametersOf(plan, resultOf),
        data: await landedData.of(organisationId, scopesOf(plan), work, requestedAt),
      },
      work,
      () => Promise.resolve(),
    );
    snapshots.set(id, snapshotId);
    return { conditions, count, ms: performance.now() - begun };
  };
}

/** The goal of a day's work. */
const AUDIENCES_PER_CORE_SECOND = 40;

async function report(
  { name, users }: DataSize,
  results: readonly DayResult[],
  { seconds, cpuSeconds }: { readonly seconds: number; readonly cpuSeconds: number },
  metrics: Metrics,
): Promise<string> {
  const ms = results.map((result) => result.ms);
  const { median, p95 } = summarise(ms);
  const slowest = results.reduce((one, other) => (other.ms > one.ms ? other : one));
  const perCore = results.length / cpuSeconds;
  const found = await shareOf(metrics, 'muster_leaf_cache_reads_total', 'outcome', 'hit');
  const held = await shareOf(metrics, 'muster_plans_total', 'by', 'held');
  const verdict = perCore >= AUDIENCES_PER_CORE_SECOND ? 'reached' : 'missed';
  return [
    `  ${String(results.length)} audiences over ${String(users)} users (${name}), one calculator, ${String(config.CALCULATOR_CONCURRENT_PIECES)} pieces in hand`,
    `  audiences a second             ${(results.length / seconds).toFixed(1)}`,
    `  audiences a second and core    ${perCore.toFixed(1)} (goal ${String(AUDIENCES_PER_CORE_SECOND)}: ${verdict})`,
    `  conditions found in leaf cache ${(100 * found).toFixed(0)} %`,
    `  computed of bitmaps held       ${(100 * held).toFixed(0)} %`,
    `  an audience, ms                median ${median.toFixed(0)}, p95 ${p95.toFixed(0)}`,
    `  the slowest                    ${slowest.ms.toFixed(0)} ms: ${String(slowest.conditions)} conditions, ${String(slowest.count)} members`,
  ].join('\n');
}

/** The part of what a counter has counted whose label has a value. */
async function shareOf(metrics: Metrics, name: string, label: string, wanted: string): Promise<number> {
  const values = (await metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
  const sum = (some: typeof values): number => some.reduce((all, { value }) => all + value, 0);
  return sum(values.filter(({ labels }) => labels[label] === wanted)) / sum(values);
}
