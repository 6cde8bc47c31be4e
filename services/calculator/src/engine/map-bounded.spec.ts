import { mapBounded } from './map-bounded';

const never = new AbortController().signal;

describe('mapBounded', () => {
  it('keeps the order and never has more in progress than allowed', async () => {
    let inProgress = 0;
    let most = 0;
    const doubled = await mapBounded([5, 1, 4, 2, 3], 2, never, async (n) => {
      most = Math.max(most, ++inProgress);
      for (let turn = 0; turn < n; turn++) await Promise.resolve();
      inProgress--;
      return 2 * n;
    });
    expect(doubled).toEqual([10, 2, 8, 4, 6]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and ends what is in progress', async () => {
    const begun: string[] = [];
    const mapped = mapBounded(['slow', 'broken', 'late'], 2, never, (item, signal) => {
      begun.push(item);
      if (item === 'broken') return Promise.reject(new Error('broken'));
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    });
    await expect(mapped).rejects.toThrow('broken');
    expect(begun).toEqual(['slow', 'broken']);
  });

  it('has nothing to do for no items', async () => {
    expect(await mapBounded([], 4, never, () => Promise.reject(new Error('called')))).toEqual([]);
  });
});
