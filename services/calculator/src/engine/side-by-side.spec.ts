import { setImmediate } from 'node:timers/promises';
import { sideBySide } from './side-by-side';

const owner = { signal: new AbortController().signal, queryId: (...parts: unknown[]) => parts.join('/') };

describe('sideBySide', () => {
  it('has both results, and does not wait with one for the other', async () => {
    let tell: (word: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    const results = sideBySide(
      owner,
      () => told,
      ({ queryId }) => {
        tell('second has begun');
        return Promise.resolve(queryId('own', 1));
      },
    );
    expect(await results).toEqual(['second has begun', 'own/1']);
  });

  it('stops the other when one fails, and waits for its end', async () => {
    let ended = false;
    const outcome = sideBySide(
      owner,
      () => Promise.reject(new Error('broken')),
      async ({ signal }) => {
        while (!signal.aborted) await setImmediate();
        ended = true;
      },
    );
    await expect(outcome).rejects.toThrow('broken');
    expect(ended).toBe(true);
  });
});
