import { inspect } from 'node:util';
import { HttpClickHouse, readClickHouseConfig } from '@muster/platform';
import { checkData } from './check-data';

/** `npm run check:data`: prints each difference, and ends with 1 when there is one. */
async function main(): Promise<number> {
  const clickhouse = new HttpClickHouse(readClickHouseConfig(process.env), 'muster-check-data');
  try {
    const differences = await checkData(clickhouse);
    for (const { organisation, check, subject, found } of differences) {
      process.stdout.write(`${organisation}  ${check}  ${subject}: ${found}\n`);
    }
    process.stdout.write(`differences: ${String(differences.length)}\n`);
    return differences.length === 0 ? 0 : 1;
  } finally {
    await clickhouse.close();
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${inspect(error)}\n`);
    process.exit(2);
  },
);
