import { performance } from 'node:perf_hooks';
import { dataSizes, type DataSize } from './data/data-size';
import { fillJsonTables } from './data/json-tables';
import { fillMusterTables } from './data/muster-tables';
import { fillRawTables } from './data/raw-tables';
import { estimatesTable, timeEstimates } from './estimates';
import { goalsOf } from './goals';
import { measureRule, type Measuring } from './measure/measure-rule';
import { benchRules, type BenchRule } from './plans/rules';
import { plansOf } from './plans/plans-of';
import { goalsTable, ruleTable } from './report';
import { withScratchEngine, type ScratchEngine } from './scratch-engine';

/** Slow plans are executed once a round; more rounds would take longer than they steady the median. */
const ROUNDS = 3;

/**
 * Rules of 1, 5 and 20 conditions: Muster's plan, four others on the same data, and the goals. Ratios of one run count, since
 * machines differ.
 */
export async function benchRulesOf(size: DataSize, print: (text: string) => void): Promise<void> {
  await withScratchEngine(async ({ clickhouse, pid }: ScratchEngine) => {
    const begun = performance.now();
    await fillRawTables(clickhouse, size);
    await fillMusterTables(clickhouse);
    await fillJsonTables(clickhouse);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    print(`  ${size.users} users, ${size.events} events, built in ${seconds} s; one thread, warm`);

    // First, while nothing is kept.
    print(estimatesTable(await timeEstimates(clickhouse, Object.values(benchRules))));

    const measuring: Measuring = { clickhouse, enginePid: pid, rounds: ROUNDS };
    const measure = async ({ conditions, rule }: BenchRule) => {
      const measured = await measureRule(measuring, await plansOf(rule, size, clickhouse));
      print(ruleTable(conditions, measured));
      return measured;
    };
    const one = await measure(benchRules.one);
    const five = await measure(benchRules.five);
    const twenty = await measure(benchRules.twenty);
    print(goalsTable(size, goalsOf(size, { one, five, twenty })));
  });
}

/** @param options `--large`, or nothing for the small data set. */
export async function benchRulesByOptions(options: readonly string[]): Promise<void> {
  const unknown = options.filter((option) => option !== '--large');
  if (unknown.length > 0) throw new Error(`rules take no ${unknown.join(', ')}; there is --large`);
  const size = options.includes('--large') ? dataSizes.large : dataSizes.small;
  await benchRulesOf(size, (text) => process.stdout.write(`${text}\n`));
}
