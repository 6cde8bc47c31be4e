/** Jest's `globalTeardown` of the integration project. */
export default async function tearDown(): Promise<void> {
  await globalThis.musterTestEngines?.stop();
  globalThis.musterTestEngines = undefined;
}
