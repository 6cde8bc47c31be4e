import { judgeLease, offerAgain, renew, type Lease } from './lease';

const now = new Date('2026-11-25T12:00:00Z');
const seconds = (n: number) => new Date(now.getTime() + n * 1000);
const held: Lease = { attempt: 2, leaseUntil: seconds(1), worker: 'a/1' };

describe('a lease', () => {
  it('begins anew with every sign of life of the attempt that holds it, or of a later one', () => {
    const sign = { attempt: 2, worker: 'b/2' };
    expect(renew(held, sign, now, 30)).toEqual({ ...sign, leaseUntil: seconds(30) });
    expect(renew(held, { ...sign, attempt: 3 }, now, 30)).toMatchObject({ attempt: 3 });
  });

  it('is not renewed by a worker that the piece was taken from', () => {
    expect(renew(held, { attempt: 1, worker: 'late/1' }, now, 30)).toBe(held);
  });

  it('is held until its last moment, and lost then', () => {
    expect(judgeLease(held, now, 3)).toBe('held');
    expect(judgeLease({ ...held, leaseUntil: now }, now, 3)).toBe('takeOver');
  });

  it('is lost for good with the last attempt', () => {
    expect(judgeLease({ ...held, leaseUntil: now }, now, 2)).toBe('exhausted');
  });

  it('cannot be lost by a piece that nobody has taken up', () => {
    const offered = offerAgain(held);
    expect(offered).toEqual({ attempt: 3, leaseUntil: null, worker: null });
    expect(judgeLease(offered, seconds(1_000_000), 3)).toBe('held');
  });
});
