import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@muster/standalone/engines';
import type { EngineSource, FoundEngine } from './found-engine';
import { kafkaPrograms, whyNoLocalKafka, type KafkaPrograms } from './kafka-programs';
import { startProgram } from './programs';

const run = promisify(execFile);
const START_PATIENCE_MS = 60_000;

/** One node of the real Apache Kafka (KRaft), run from its Maven artifacts. It is up in about 3 seconds and takes 330 MB. */
export const localKafka: EngineSource = {
  name: 'local Apache Kafka',
  find: async (folder): Promise<FoundEngine | string> => {
    const reason = whyNoLocalKafka();
    if (reason !== undefined) return reason;
    const programs = await kafkaPrograms();
    const broker = await startKafka(programs, join(folder, 'kafka'));
    return {
      took: `Apache Kafka ${programs.version}, local (Java)`,
      real: true,
      env: { TEST_KAFKA_BROKERS: `127.0.0.1:${broker.port}` },
      pids: [broker.pid],
      stop: () => broker.stop(),
    };
  },
};

/** What a broker has beside the listener that encrypts nothing and lets everybody in. */
export interface SecuredListener {
  readonly port: number;
  /** Settings of the broker, those of this listener by its name, `SASL_SSL`. */
  readonly properties: Readonly<Record<string, string>>;
  /** As `kafka-storage format --add-scram` takes them: passwords of SCRAM are data of the cluster. */
  readonly scram: string;
}

export interface LocalKafka {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startKafka(
  { classpath }: KafkaPrograms,
  folder: string,
  secured?: SecuredListener,
): Promise<LocalKafka> {
  await mkdir(folder, { recursive: true });
  const [port, controllerPort] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  await writeFile(
    properties,
    serverProperties({ port, controllerPort, data: join(folder, 'data'), secured }),
  );
  // Small and quick to start: no second compiler, no profiling.
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classpath];
  const scram = secured ? ['--add-scram', secured.scram] : [];
  const cluster = ['-t', randomBytes(16).toString('base64url'), '-c', properties];
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', ...cluster, ...scram]);
  const broker = await startProgram({
    program: 'java',
    args: [...java, 'kafka.Kafka', properties],
    log: join(folder, 'kafka.log'),
    isReady: () => accepts(secured?.port ?? port),
    patienceMs: START_PATIENCE_MS,
  });
  return { port, pid: broker.pid, stop: () => broker.stop() };
}

interface Layout {
  readonly port: number;
  readonly controllerPort: number;
  readonly data: string;
  readonly secured: SecuredListener | undefined;
}

function serverProperties({ port, controllerPort, data, secured }: Layout): string {
  const forClients = [
    `PLAINTEXT://127.0.0.1:${port}`,
    ...(secured ? [`SASL_SSL://127.0.0.1:${secured.port}`] : []),
  ];
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...forClients, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
    'advertised.listeners': forClients.join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
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
    ...secured?.properties,
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
