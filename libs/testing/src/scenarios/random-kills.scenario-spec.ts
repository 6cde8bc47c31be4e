import { randomInt } from 'node:crypto';
import type { AudienceResource, RunResource } from '@muster/contracts';
import { Crowd } from '../crowd/crowd';
import { describeWith } from '../describe-with';
import { CalculatingDeployment } from './calculating-deployment';
import { KafkaLog } from './kafka-log';
import { killWhileWorking, randomKills } from './random-kills';
import { SnapshotReader, type SnapshotContent } from './snapshot-reader';

const MINUTES = 60_000;
const CALCULATORS = 3;
const AUDIENCES = 4;
/** So much work, in runs, is done between two kills at most: about a second's. */
const MOST_RUNS_BETWEEN = 3;

const kills = Number(process.env['RANDOM_KILLS'] ?? 10);
const seed = Number(process.env['RANDOM_KILLS_SEED'] ?? randomInt(2 ** 31));

/** While audiences of several pieces are computed over and over, calculators are killed at random and started again. */
describeWith(
  ['kafka', 'postgres', 'clickhouse', 'object-store'],
  `${kills} random kills of calculators (seed ${seed})`,
  () => {
    let deployment: CalculatingDeployment;
    let crowd: Crowd;
    let undisturbed: readonly AudienceResource[];
    const runs: RunResource[] = [];

    beforeAll(async () => {
      deployment = await CalculatingDeployment.start(CALCULATORS, {
        // As many pieces as there are spans. A dead worker's piece is offered to others within seconds.
        api: { AUDIENCE_USERS_PER_PIECE: '1', RUN_LEASE_SECONDS: '5', RUN_ATTEMPTS: '100' },
        calculators: { KAFKA_SESSION_TIMEOUT_SECONDS: '3' },
      });
      const size = { users: 3_000, spans: 3, eventsPerUser: 10 };
      crowd = await Crowd.settle(deployment.url, deployment.adminToken, deployment.clickhouse, size);
      undisturbed = await crowd.createAudiences(AUDIENCES);
    }, 3 * MINUTES);

    afterAll(async () => {
      await deployment.stop();
    }, MINUTES);

    it(
      'every run ends, as completed',
      async () => {
        let killing = true;
        const begun = Date.now();
        const compute = async ({ id }: AudienceResource) => {
          while (killing) runs.push(await crowd.compute(id));
        };
        const plan = randomKills(seed, kills, CALCULATORS, MOST_RUNS_BETWEEN);
        const kill = killWhileWorking(deployment.calculators, plan, () => runs.length).finally(() => {
          killing = false;
        });
        await Promise.all([kill, ...undisturbed.map(compute)]);
        const seconds = ((Date.now() - begun) / 1000).toFixed(0);
        process.stdout.write(`  ${kills} kills in ${seconds} s, ${runs.length} runs of 3 pieces completed\n`);
        expect(runs.length).toBeGreaterThanOrEqual(AUDIENCES);
      },
      kills * 20_000 + 2 * MINUTES,
    );

    it(
      'every run is published once, with the members that it has without kills, each of them once',
      async () => {
        const published = await new SnapshotReader(deployment).published(runs.map(({ id }) => id));
        const first = await new SnapshotReader(deployment).published(undisturbed.map(publishedRun));
        for (const audience of undisturbed) {
          const expected = first.get(publishedRun(audience));
          expect(expected).toMatchObject({ publications: 1, count: audience.result?.count });
          expect(expected?.count).toBeGreaterThan(0);
          for (const run of runs.filter(({ audienceId }) => audienceId === audience.id)) {
            expect({ run: run.id, count: run.count, ...published.get(run.id) }).toEqual({
              run: run.id,
              ...(expected as SnapshotContent),
            });
          }
        }
        expect(published.size).toBe(runs.length);
      },
      2 * MINUTES,
    );

    it('nothing is a dead letter', async () => {
      expect(await new KafkaLog(deployment.resources).sizes('.dlt')).toEqual({});
    });
  },
);

function publishedRun({ result }: AudienceResource): string {
  return result?.runId ?? '';
}
