import type { EngineName } from './engines/found-engine';
import { missingVariable } from './jest/test-engines';

/**
 * A suite that needs engines: skipped, with the reason in its title, when one of them is missing on this machine. The line that
 * says so was printed when the engines were looked for, and the summary counts and lists the suite.
 */
export function describeWith(engines: readonly EngineName[], title: string, define: () => void): void {
  const reasons = engines.flatMap((name) => {
    const reason = process.env[missingVariable(name)];
    return reason === undefined ? [] : [`no ${name}: ${reason}`];
  });
  if (reasons.length === 0) describe(title, define);
  else describe.skip(`${title} [skipped: ${reasons.join('; ')}]`, define);
}

/** A suite on Apache Kafka. */
export function describeWithKafka(title: string, define: () => void): void {
  describeWith(['kafka'], title, define);
}
