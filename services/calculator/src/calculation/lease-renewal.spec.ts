import { whileRenewing } from './lease-renewal';

describe('whileRenewing', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Work that ends when it is told to. */
  function pending() {
    let end = (): void => undefined;
    const work = () =>
      new Promise<string>((resolve) => {
        end = () => {
          resolve('done');
        };
      });
    return {
      work,
      end: () => {
        end();
      },
    };
  }
  const unexpected = (error: unknown): void => {
    throw error;
  };

  it('renews three times in a lease while one statement runs, and not after it', async () => {
    const { work, end } = pending();
    const renew = jest.fn(() => Promise.resolve());
    const result = whileRenewing(3, renew, unexpected, work);
    await jest.advanceTimersByTimeAsync(2_999);
    expect(renew).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(renew).toHaveBeenCalledTimes(3);
    end();
    expect(await result).toBe('done');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  it('goes on after a renewal that failed, and does not collect those that hang', async () => {
    const { work, end } = pending();
    const failures: unknown[] = [];
    const renew = jest
      .fn<Promise<void>, []>()
      .mockRejectedValueOnce(new Error('no broker'))
      .mockReturnValueOnce(new Promise(() => undefined));
    const result = whileRenewing(3, renew, (error) => failures.push(error), work);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(failures).toEqual([new Error('no broker')]);
    expect(renew).toHaveBeenCalledTimes(2);
    end();
    expect(await result).toBe('done');
  });

  it('stops when the work fails', async () => {
    const renew = jest.fn(() => Promise.resolve());
    const work = () => Promise.reject(new Error('broken'));
    await expect(whileRenewing(3, renew, unexpected, work)).rejects.toThrow('broken');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(renew).not.toHaveBeenCalled();
  });

  it('renews nothing without a lease', async () => {
    const { work, end } = pending();
    const renew = jest.fn(() => Promise.resolve());
    const result = whileRenewing(undefined, renew, unexpected, work);
    await jest.advanceTimersByTimeAsync(100_000);
    expect(renew).not.toHaveBeenCalled();
    end();
    await result;
  });
});
