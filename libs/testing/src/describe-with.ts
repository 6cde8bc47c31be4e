import { spawnSync } from 'node:child_process';
import type { EngineName } from './engines/found-engine';
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
  const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
  if (!hasOpenssl) process.stdout.write('openssl: none, suites over TLS are skipped\n');
  describeUnless([...missing(engines), ...(hasOpenssl ? [] : ['no openssl on the PATH'])], title, define);
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
