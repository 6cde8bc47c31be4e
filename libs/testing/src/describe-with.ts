import { spawnSync } from 'node:child_process';
import type { EngineName } from './engines/found-engine';
import { whyNoLocalKafka } from './engines/kafka-programs';
import { missingVariable } from './jest/test-engines';

/**
 * A suite that needs engines: skipped, with the reason in its title, when one of them is missing on this machine. The line that
 * says so was printed when the engines were looked for, and the summary counts and lists the suite.
 */
export function describeWith(engines: readonly EngineName[], title: string, define: () => void): void {
  describeUnless(missing(engines), title, define);
}

/** A suite on Apache Kafka. */
export function describeWithKafka(title: string, define: () => void): void {
  describeWith(['kafka'], title, define);
}

/** A suite that makes certificates, for which it needs `openssl` beside engines. */
export function describeWithTls(engines: readonly EngineName[], title: string, define: () => void): void {
  describeUnless([...missing(engines), ...missingForTls()], title, define);
}

/** A suite that starts a broker of its own, with certificates. */
export function describeWithSecuredKafka(title: string, define: () => void): void {
  const reason = whyNoLocalKafka();
  if (reason !== undefined) process.stdout.write(`secured kafka: none, its suites are skipped (${reason})\n`);
  const own = reason === undefined ? [] : [`no local kafka: ${reason}`];
  describeUnless([...missing(['kafka']), ...own, ...missingForTls()], title, define);
}

/** A suite on an object store that opens sessions (STS AssumeRole), which the stand-in does not. */
export function describeWithObjectStoreSessions(title: string, define: () => void): void {
  const reason = process.env['TEST_S3_NO_SESSIONS'];
  if (reason !== undefined) process.stdout.write(`sessions of the object store: none (${reason})\n`);
  const own = reason === undefined ? [] : [`no sessions: ${reason}`];
  describeUnless([...missing(['object-store']), ...own], title, define);
}

function missingForTls(): string[] {
  if (spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0) return [];
  process.stdout.write('openssl: none, suites over TLS are skipped\n');
  return ['no openssl on the PATH'];
}

function missing(engines: readonly EngineName[]): string[] {
  return engines.flatMap((name) => {
    const reason = process.env[missingVariable(name)];
    return reason === undefined ? [] : [`no ${name}: ${reason}`];
  });
}

function describeUnless(reasons: readonly string[], title: string, define: () => void): void {
  if (reasons.length === 0) describe(title, define);
  else describe.skip(`${title} [skipped: ${reasons.join('; ')}]`, define);
}
