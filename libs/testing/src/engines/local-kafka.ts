import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';
import { outputOf, RestartableProgram } from './programs';
import { cachedTool } from './tools-cache';

const run = promisify(execFile);
const POM = resolve(__dirname, '../../kafka/pom.xml');
const MINIMUM_JAVA = 17;
const FETCH_TIMEOUT_MS = 180_000;
const START_PATIENCE_MS = 60_000;

/**
 * One node of the real Apache Kafka (KRaft), run from its Maven artifacts: 45 jars, fetched once in about 5 seconds into the
 * cache of tools. It is up in about 3 seconds and takes 330 MB.
 */
export const localKafka: EngineSource = {
  name: 'local Apache Kafka',
  find: async (folder): Promise<FoundEngine | string> => {
    const java = /version "(\d+)/.exec((await outputOf('java', ['-version'])) ?? '')?.[1];
    if (java === undefined) return 'no java on the PATH';
    if (Number(java) < MINIMUM_JAVA) return `java ${java} is older than ${MINIMUM_JAVA}`;
    const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(await readFile(POM, 'utf8'))?.[1];
    if (version === undefined) throw new Error(`${POM} names no version`);
    const jars = await fetchJars(version);
    if (jars === undefined)
      return 'its artifacts are not in the cache, and there is no mvn on the PATH to fetch them';
    return start(version, join(jars, '*'), join(folder, 'kafka'));
  },
};

async function fetchJars(version: string): Promise<string | undefined> {
  let withoutMaven = false;
  const jars = await cachedTool(`kafka-${version}`, async (aside) => {
    if ((await outputOf('mvn', ['-v'], 20_000)) === undefined) {
      withoutMaven = true;
      throw new Error('no mvn');
    }
    // A copy of its own, as Maven leaves its traces beside the file.
    await cp(POM, join(aside, 'pom.xml'));
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${aside}`];
    await run('mvn', ['-q', '-B', '-f', join(aside, 'pom.xml'), ...goal], { timeout: FETCH_TIMEOUT_MS });
  }).catch((error: unknown) => {
    if (withoutMaven) return undefined;
    throw error;
  });
  return jars;
}

async function start(version: string, classpath: string, folder: string): Promise<FoundEngine> {
  await mkdir(folder, { recursive: true });
  const [port, controllerPort] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  await writeFile(properties, serverProperties(port, controllerPort, join(folder, 'data')));
  // Small and quick to start: no second compiler, no profiling.
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classpath];
  // An id that began with a dash would be taken for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties]);
  const broker = await RestartableProgram.start({
    program: 'java',
    args: [...java, 'kafka.Kafka', properties],
    log: join(folder, 'kafka.log'),
    isReady: () => accepts(port),
    patienceMs: START_PATIENCE_MS,
  });
  return {
    took: `Apache Kafka ${version}, local (Java)`,
    real: true,
    env: { TEST_KAFKA_BROKERS: `127.0.0.1:${port}` },
    get pids() {
      return broker.pids;
    },
    stop: () => broker.stop(),
    restart: () => broker.restart(),
  };
}

function serverProperties(port: number, controllerPort: number, data: string): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Tests kill consumers and expect the others to take over soon.
    'group.min.session.timeout.ms': 1000,
    'auto.create.topics.enable': false,
    // Names of test topics never come back, so that their data may stay until the folder goes.
    'log.cleaner.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });
}
