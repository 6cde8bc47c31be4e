import { CalculatingDeployment, Crowd, TestEngines } from '@muster/testing/scale';
import { measure, type Round } from './measure';
import { printScale, type Throughput } from './report';

const CALCULATORS = [1, 2, 4];
/** So many that the benchmark ends within five minutes, even on cores that are busy with other things. */
const AUDIENCES = 40;
const USERS = 200_000;
const ROUNDS = 3;

/**
 * How many audiences are computed a second by 1, 2 and 4 calculator processes that each work on one piece at a time, on Kafka, over
 * the same users. The engine, the broker and the API run on the same cores: it grows until those are full, and no further.
 */
export async function benchScale(): Promise<void> {
  const engines = await TestEngines.start();
  // Whatever ends this process, no engine outlives it.
  process.once('exit', () => {
    engines.killAll();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (process.env['TEST_KAFKA_BROKERS'] === undefined) {
    process.stdout.write('  not measured: it needs Kafka\n');
    return engines.stop();
  }
  const deployment = await CalculatingDeployment.start(1, {
    calculators: { CALCULATOR_CONCURRENT_PIECES: '1' },
  });
  try {
    const size = { users: USERS, spans: 1, eventsPerUser: 5 };
    const crowd = await Crowd.settle(deployment.url, deployment.adminToken, deployment.clickhouse, size);
    const audiences = await crowd.createAudiences(AUDIENCES);
    const computeAll = async () => Promise.all(audiences.map(({ id }) => crowd.compute(id)));
    const throughputs: Throughput[] = [];
    for (const calculators of CALCULATORS) {
      await deployment.scaleTo(calculators);
      // Every calculator has its partitions, and has prepared its statements.
      await computeAll();
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(computeAll));
      throughputs.push({ calculators, rounds });
    }
    printScale(throughputs, { audiences: AUDIENCES, users: USERS });
  } finally {
    await deployment.stop();
    await engines.stop();
  }
}
