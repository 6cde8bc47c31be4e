import { getEventListeners } from 'node:events';
import { CancellableOwner } from '../testing-only/cancellable-owner.fixture';
import { asCommonOwner } from './common-owner';

const two = (): [CancellableOwner, CancellableOwner] => [
  new CancellableOwner('first'),
  new CancellableOwner('second'),
];

describe('asCommonOwner', () => {
  it('is the owner itself when there is one only', async () => {
    const alone = new CancellableOwner('run');
    expect(await asCommonOwner([alone], (owner) => Promise.resolve(owner))).toBe(alone);
  });

  it('ends queries when the last one who waits for them is cancelled', async () => {
    const [first, second] = two();
    await asCommonOwner([first, second], ({ signal }) => {
      first.cancel();
      expect(signal.aborted).toBe(false);
      second.cancel();
      expect(signal.reason).toEqual(new Error('first is cancelled'));
      return Promise.resolve();
    });
  });

  it('is cancelled from the start when all of them are', async () => {
    const both = two();
    for (const owner of both) owner.cancel();
    expect(await asCommonOwner(both, ({ signal }) => Promise.resolve(signal.aborted))).toBe(true);
  });

  it('gives queries names of their own', async () => {
    const name = () => asCommonOwner(two(), ({ queryId }) => Promise.resolve(queryId('hold', 3)));
    expect(await name()).toMatch(/^together\/hold\/3\//);
    expect(await name()).not.toBe(await name());
  });

  it('listens no longer than its queries take, whether they fail or not', async () => {
    const [first, second] = two();
    const listeners = (): number => getEventListeners(first.signal, 'abort').length;
    expect(await asCommonOwner([first, second], () => Promise.resolve(listeners()))).toBe(1);
    expect(listeners()).toBe(0);
    await asCommonOwner([first, second], () => Promise.reject(new Error('broken'))).catch(() => undefined);
    expect(listeners()).toBe(0);
  });
});
