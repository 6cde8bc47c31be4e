import { WakeUp } from './wake-up';

const LONG_MS = 60_000;

describe('WakeUp', () => {
  it('ends a wait on a signal', async () => {
    const wakeUp = new WakeUp();
    const waiting = wakeUp.wait(LONG_MS);
    wakeUp.signal();
    await waiting;
  });

  it('remembers one signal that came while nobody waited', async () => {
    const wakeUp = new WakeUp();
    wakeUp.signal();
    wakeUp.signal();
    await wakeUp.wait(LONG_MS);
    // Both were one: this wait lasts until its time is over.
    const start = performance.now();
    await wakeUp.wait(30);
    expect(performance.now() - start).toBeGreaterThan(25);
  });
});
