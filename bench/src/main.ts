import { benchRequestOverhead } from './request-overhead';

/** Every benchmark by name; `npm run bench` runs all of them, `npm run bench -- NAME` one. */
const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  'request-overhead': benchRequestOverhead,
};

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) {
    const known = Object.keys(benchmarks).join(', ');
    throw new Error(`no benchmark ${unknown.join(', ')}; there are: ${known}`);
  }
  for (const [name, run] of Object.entries(benchmarks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    await run();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
