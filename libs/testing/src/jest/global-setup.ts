import { TestEngines } from './test-engines';

declare global {
  /** The engines of this run, from setup to teardown. */
  // A variable of the global scope can only be declared with var.
  var musterTestEngines: TestEngines | undefined;
}

/** Jest's `globalSetup` of the integration project. */
export default async function setUp(): Promise<void> {
  const engines = await TestEngines.start();
  globalThis.musterTestEngines = engines;
  // Jest ends at a signal without its teardown.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128));
  }
  process.once('exit', () => {
    if (globalThis.musterTestEngines) engines.killAll();
  });
}
