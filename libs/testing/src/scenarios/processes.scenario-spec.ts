import { randomUUID } from 'node:crypto';
import { cdnowAudiences } from '../cdnow/audiences';
import { describeWith } from '../describe-with';
import { kafkaForTest } from '../resources/kafka-for-test';
import type { TestResource } from '../resources/test-resource';
import { ADMIN_TOKEN, deployAsProcesses, surroundings, type Deployment } from './deployment';
import { KafkaLog } from './kafka-log';
import { MainJob } from './main-job';

const MINUTES = 60_000;

describeWith(['kafka', 'postgres', 'clickhouse', 'object-store'], 'five processes on Kafka', () => {
  let resources: TestResource;
  let deployment: Deployment;

  beforeAll(async () => {
    resources = await surroundings(await kafkaForTest());
    deployment = await deployAsProcesses(resources.env);
  }, 2 * MINUTES);

  afterAll(async () => {
    await deployment.stop();
    await resources.dispose();
  }, MINUTES);

  it(
    'do the main job on real purchases',
    async () => {
      const job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
      await job.complete();
    },
    4 * MINUTES,
  );

  it(
    'set a message aside that cannot be parsed, with its original bytes, and go on with the partition',
    async () => {
      const log = new KafkaLog(resources);
      const garbage = Buffer.from([0x7b, 0xff, 0x00, 0x22, 0xfe]);
      const audiences = Array.from({ length: 24 }, () => randomUUID());
      // With so many keys there is garbage in every partition, whichever one a later message goes to.
      for (const audience of audiences) await log.send('audience.definition.v1', audience, garbage);

      const job = await MainJob.begin(deployment.url, ADMIN_TOKEN);
      const [audience] = cdnowAudiences;
      const runId = await job.createAudience(audience!);
      expect(await job.client.finishedRun(runId)).toMatchObject({ state: 'completed', count: 0 });

      const dead = await log.read('audience.definition.v1.dlt', (seen) => seen.length >= audiences.length);
      expect(dead).toHaveLength(audiences.length);
      for (const { value, headers } of dead) {
        expect(value).toEqual(garbage);
        expect(headers).toMatchObject({
          'x-original-topic': expect.stringMatching(/audience\.definition\.v1$/),
          'x-original-partition': expect.stringMatching(/^\d+$/),
          'x-original-offset': expect.stringMatching(/^\d+$/),
          'x-error-code': expect.stringMatching(/^[a-z-]+\.[a-z-]+$/),
          'x-attempts': '1',
          'x-failed-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          'x-consumer': expect.stringContaining('rule-compiler'),
        });
      }
    },
    MINUTES,
  );
});
