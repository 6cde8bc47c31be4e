import { describeWith } from '../describe-with';
import { kafkaForTest } from '../resources/kafka-for-test';
import type { TestResource } from '../resources/test-resource';
import {
  ADMIN_TOKEN,
  deployInOneProcess,
  postgresTransport,
  surroundings,
  type Deployment,
} from './deployment';
import { MainJob } from './main-job';

const MINUTES = 60_000;

describeWith(['postgres', 'clickhouse', 'object-store'], 'the main job over Postgres job queues', () => {
  mainJob(() => Promise.resolve(postgresTransport));
});

describeWith(['kafka', 'postgres', 'clickhouse', 'object-store'], 'the main job over Kafka', () => {
  mainJob(kafkaForTest);
});

function mainJob(transport: () => Promise<TestResource>): void {
  let resources: TestResource;
  let deployment: Deployment;

  beforeAll(async () => {
    resources = await surroundings(await transport());
    deployment = await deployInOneProcess(resources.env);
  }, 2 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await resources.dispose();
  }, MINUTES);

  it(
    'lands real purchases, publishes what a plain evaluation finds, and exports the same users',
    async () => {
      const job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
      await job.complete();
    },
    4 * MINUTES,
  );
}
