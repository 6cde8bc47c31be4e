import { randomInt } from 'node:crypto';
import { commandLine, isRunning } from '@muster/standalone/engines';
import { MusterClient } from '@muster/contracts';
import { HttpClickHouse } from '@muster/platform';
import { checkData } from '../data-check/check-data';
import { describeWith } from '../describe-with';
import { LandedData } from '../outages/landed-data';
import { makeOutages } from '../outages/make-outages';
import { randomOutages } from '../outages/outage-plan';
import { type OwnEngines, startOwnEngines } from '../outages/own-engines';
import { serviceVictim } from '../outages/victim';
import { Workload } from '../outages/workload';
import { type ServiceName, ServiceProcess } from '../processes/service-process';
import { kafkaForTest } from '../resources/kafka-for-test';
import type { TestResource } from '../resources/test-resource';
import { waitFor } from '../wait-for';
import { ADMIN_TOKEN, surroundings } from './deployment';
import { KafkaLog } from './kafka-log';
import { SnapshotReader } from './snapshot-reader';
import { StreamFollower } from './stream-follower';

const MINUTES = 60_000;
const SERVICES: readonly ServiceName[] = [
  'audience-api',
  'rule-compiler',
  'calculator',
  'calculator',
  'importer',
  'importer',
  'exporter',
];

const kills = Number(process.env['RANDOM_OUTAGES'] ?? 10);
const seed = Number(process.env['RANDOM_OUTAGES_SEED'] ?? randomInt(2 ** 31));

/**
 * While files and topics bring data, audiences are computed and streamed and exports are written, services and engines are killed and
 * frozen at random. When everything has settled, what is there must be what was sent: nothing lost, doubled or wrong.
 */
describeWith(
  ['kafka', 'postgres', 'clickhouse', 'object-store'],
  `${kills} random outages of services and engines (seed ${seed})`,
  () => {
    let engines: OwnEngines;
    let resources: TestResource;
    let services: readonly ServiceProcess[] = [];
    let clickhouse: HttpClickHouse;
    let organisation: string;
    let work: Workload;
    /** What is to be ended. */
    const begun: (() => Promise<void>)[] = [];
    /** Every process that there has been, and its command line. */
    let processes: ReadonlyMap<number, string> = new Map();

    beforeAll(async () => {
      engines = await startOwnEngines();
      begun.push(() => engines.stop());
      resources = await surroundings(await kafkaForTest());
      begun.push(() => resources.dispose());
      const env = {
        ...resources.env,
        KAFKA_SESSION_TIMEOUT_SECONDS: '3',
        // A dead worker's piece is offered to others within seconds, however often workers die.
        ...{ RUN_LEASE_SECONDS: '5', RUN_ATTEMPTS: '100' },
      };
      const starts = SERVICES.map((name) => ServiceProcess.start(name, env));
      begun.push(async () => {
        // Those that have started are stopped also when others have not.
        for (const start of await Promise.allSettled(starts))
          if (start.status === 'fulfilled') await start.value.stop();
      });
      services = await Promise.all(starts);
      const { CLICKHOUSE_URL: url = '', CLICKHOUSE_DATABASE: database = '' } = resources.env;
      clickhouse = new HttpClickHouse({ url: new URL(url), database }, 'test');
      begun.push(() => clickhouse.close());
      const api = services[0]?.url ?? '';
      const registered = await new MusterClient(api, ADMIN_TOKEN).registerOrganisation({
        ...{ name: 'Outages', timeZone: 'Europe/London' },
      });
      organisation = registered.id;
      work = new Workload(new MusterClient(api, registered.token), organisation, resources);
      begun.push(() => work.stop());
      await work.begin();
    }, 4 * MINUTES);

    afterAll(async () => {
      // In the other order, whatever of it was begun.
      for (const dispose of begun.reverse()) await dispose();
      const left = [];
      for (const [pid, command] of processes)
        if ((await isRunning(pid)) && (await commandLine(pid)) === command) left.push(command);
      expect(left).toEqual([]);
    }, 2 * MINUTES);

    it(
      'work goes on, and ends',
      async () => {
        let isOver = false;
        const victims = [...services.map(serviceVictim), ...engines.victims];
        const start = Date.now();
        const outages = makeOutages(victims, randomOutages(seed, kills, victims.length), () => work.workDone);
        const stop = outages.finally(() => {
          isOver = true;
        });
        await Promise.all([stop, work.goOn(() => isOver)]);
        const report = await outages;
        ({ processes } = report);
        const seconds = ((Date.now() - start) / 1000).toFixed(0);
        const { imports, exports, runs } = work;
        process.stdout.write(
          `  ${kills} outages in ${seconds} s: ${imports.length} imports, ${exports.length} exports, ${runs.length} runs\n`,
        );
        expect(work.unexpected.all).toEqual([]);
        expect(report.deaths).toEqual([]);
      },
      kills * 30_000 + 4 * MINUTES,
    );

    it('every import, export and run has completed, or says that a newer run came first', () => {
      const failed = [...work.imports, ...work.exports.map(({ job }) => job), ...work.runs].filter(
        ({ state }) => state !== 'completed' && state !== 'superseded',
      );
      expect(failed).toEqual([]);
      expect(work.exports.map(({ lines }) => lines)).toEqual(work.exports.map(({ job }) => job.rows));
    });

    it(
      'what has landed is what was sent',
      async () => {
        const landed = new LandedData(clickhouse, organisation);
        const users = new Map(
          [...work.sent.users].map(([id, { accountId, city }]) => [id, `${accountId} of ${city}`]),
        );
        const events = new Map(
          [...work.sent.eventsByUser()].map(([id, sum]) => [id, `${sum.events} events of ${sum.amount}`]),
        );
        // Messages of topics land when they land; then once and for all.
        await settled('every event', landed.events.bind(landed), events);
        await settled('every user', landed.users.bind(landed), users);
        await settled('every tag', landed.tags.bind(landed), work.sent.tags);
      },
      5 * MINUTES,
    );

    it(
      'what is derived from it agrees',
      async () => {
        expect(await checkData(clickhouse, { organisations: [organisation] })).toEqual([]);
      },
      2 * MINUTES,
    );

    it(
      'audiences have the members that they must have, and so have their streams',
      async () => {
        const runs = new Map<string, string>();
        for (const audience of work.audiences) {
          const run = await work.compute(audience);
          expect(run).toMatchObject({ state: 'completed', failure: null });
          const { runId, count, members } = await work.members(audience.id);
          expect(runId).toBe(run.id);
          expect({ audience: audience.name, members }).toEqual({
            audience: audience.name,
            members: audience.expected(),
          });
          expect([count, run.count]).toEqual([members.length, members.length]);
          if (audience.isStreamed) runs.set(audience.id, run.id);
        }
        const streamed = work.audiences.filter(({ id }) => runs.has(id));
        const followed = await Promise.all(
          streamed.map(({ id }) => new StreamFollower(resources, id).untilComplete(runs.get(id) ?? '')),
        );
        expect(followed.map(({ members }) => members)).toEqual(
          streamed.map((audience) => audience.expected()),
        );
      },
      5 * MINUTES,
    );

    it(
      'every completed run was published once, with as many members as it says',
      async () => {
        const completed = work.runs.filter(({ state }) => state === 'completed');
        const published = await new SnapshotReader({ resources, clickhouse }).published(
          completed.map(({ id }) => id),
        );
        for (const { id, count } of completed)
          expect({ id, ...published.get(id) }).toMatchObject({ id, publications: 1, count });
      },
      2 * MINUTES,
    );

    it(
      'nothing is a dead letter',
      async () => {
        expect(await new KafkaLog(resources).sizes('.dlt')).toEqual({});
      },
      MINUTES,
    );
  },
);

/** Waits for a while until all is there, and says then what is not. */
async function settled(
  what: string,
  landed: () => Promise<ReadonlyMap<string, string>>,
  sent: ReadonlyMap<string, string>,
): Promise<void> {
  const differences = async (): Promise<readonly unknown[]> => {
    const found = await landed();
    const ids = new Set([...sent.keys(), ...found.keys()]);
    return [...ids]
      .filter((id) => sent.get(id) !== found.get(id))
      .map((id) => ({ id, sent: sent.get(id), found: found.get(id) }));
  };
  const isThere = async () => (await differences()).length === 0;
  await waitFor(isThere, { what, timeoutMs: 90_000, pollMs: 500 }).catch(() => undefined);
  expect({ what, differences: (await differences()).slice(0, 20) }).toEqual({ what, differences: [] });
}
