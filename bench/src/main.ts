import { inspect } from 'node:util';
import { benchDay } from './day/bench-day';
import { benchIngest } from './ingest/bench-ingest';
import { benchRequestOverhead } from './request-overhead';
import { benchRulesByOptions } from './rules/bench-rules';
import { benchRetention } from './retention/bench-retention';
import { benchScale } from './scale/bench-scale';

/** Every benchmark by name; `npm run bench` runs all of them, `npm run bench -- NAME OPTIONS…` one. */
const benchmarks: Readonly<Record<string, (options: readonly string[]) => Promise<void>>> = {
  'request-overhead': benchRequestOverhead,
  day: benchDay,
  rules: benchRulesByOptions,
  scale: benchScale,
  ingest: benchIngest,
  retention: benchRetention,
};

async function main(): Promise<void> {
  const [chosen, ...options] = process.argv.slice(2);
  if (chosen !== undefined && !Object.hasOwn(benchmarks, chosen)) {
    const known = Object.keys(benchmarks).join(', ');
    throw new Error(`no benchmark ${chosen}; there are: ${known}`);
  }
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen !== undefined && name !== chosen) continue;
    process.stdout.write(`\n${name}\n`);
    await run(options);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // With its causes.
    process.stderr.write(`${inspect(error)}\n`);
    process.exit(1);
  },
);
