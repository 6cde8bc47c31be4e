import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { cachedTool, toolsCache } from './tools-cache';

const run = promisify(execFile);
const POM = resolve(__dirname, '../../kafka/pom.xml');
const MINIMUM_JAVA = 17;
const FETCH_TIMEOUT_MS = 180_000;

export interface KafkaPrograms {
  readonly version: string;
  readonly classpath: string;
}

/** Why Apache Kafka cannot be run from its Maven artifacts on this machine; undefined when it can. */
export function whyNoLocalKafka(): string | undefined {
  const { stdout, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const java = /version "(\d+)/.exec(`${stdout}${stderr}`)?.[1];
  if (java === undefined) return 'no java on the PATH';
  if (Number(java) < MINIMUM_JAVA) return `java ${java} is older than ${MINIMUM_JAVA}`;
  const isCached = existsSync(join(toolsCache(), folderName()));
  return isCached || spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status === 0
    ? undefined
    : 'its artifacts are not in the cache, and there is no mvn on the PATH to fetch them';
}

/** The 45 jars of Apache Kafka, fetched once in about 5 seconds into the cache of tools. */
export async function kafkaPrograms(): Promise<KafkaPrograms> {
  const jars = await cachedTool(folderName(), async (aside) => {
    // A copy of its own, as Maven leaves its traces beside the file.
    await cp(POM, join(aside, 'pom.xml'));
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${aside}`];
    await run('mvn', ['-q', '-B', '-f', join(aside, 'pom.xml'), ...goal], { timeout: FETCH_TIMEOUT_MS });
  });
  return { version: kafkaVersion(), classpath: join(jars, '*') };
}

const folderName = (): string => `kafka-${kafkaVersion()}`;

function kafkaVersion(): string {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(readFileSync(POM, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${POM} names no version`);
  return version;
}
