import { setImmediate } from 'node:timers/promises';
import { Gate } from './gate';

describe('Gate', () => {
  it('lets so many run at a time, in order, whether they fail or not', async () => {
    const gate = new Gate(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      [0, 1, 2, 3, 4, 5].map((number) =>
        gate.run(async () => {
          started.push(number);
          most = Math.max(most, ++running);
          await setImmediate();
          running--;
          if (number % 2 === 1) throw new Error('odd');
          return number;
        }),
      ),
    );
    expect(started).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
    expect(results.map(({ status }) => status)).toEqual(
      [0, 1, 2, 3, 4, 5].map((number) => (number % 2 === 1 ? 'rejected' : 'fulfilled')),
    );
  });
});
