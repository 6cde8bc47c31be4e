import { judgeLease, offer, renew, type Lease } from './lease';

const now = new Date('2026-11-25T12:00:00Z');
const seconds = (n: number) => new Date(now.getTime() + n * 1000);
const limits = { maxLosses: 3, leaseSeconds: 30 };
const held: Lease = { attempt: 2, losses: 1, leaseUntil: seconds(1), worker: 'a/1' };

describe('the lease of a piece', () => {
  it('begins anew with every sign of life of the attempt that holds it, or of a later one', () => {
    const sign = { attempt: 2, worker: 'b/2' };
    expect(renew(held, sign, now, 30)).toEqual({ ...sign, losses: 1, leaseUntil: seconds(30) });
    expect(renew(held, { ...sign, attempt: 3 }, now, 30)).toMatchObject({ attempt: 3 });
  });

  it('is not renewed by a worker that the piece was taken from', () => {
    expect(renew(held, { attempt: 1, worker: 'late/1' }, now, 30)).toBe(held);
  });

  it('is held until its last moment; then the piece is offered to others', () => {
    expect(judgeLease(held, now, limits)).toBe('held');
    expect(judgeLease(held, seconds(1), limits)).toEqual({
      offer: { attempt: 3, losses: 2, leaseUntil: seconds(1 + 4 * 300), worker: null },
    });
  });

  it('is lost for good when it was lost often enough', () => {
    expect(judgeLease({ ...held, losses: 2 }, seconds(1), limits)).toBe('exhausted');
  });

  it('costs no attempt while nobody has taken the piece up; it is offered again, more and more rarely', () => {
    const first = offer(1, 0, now, 30);
    expect(first).toEqual({ attempt: 1, losses: 0, leaseUntil: seconds(300), worker: null });
    expect(judgeLease(first, seconds(299), limits)).toBe('held');
    expect(judgeLease(first, seconds(300), limits)).toEqual({
      offer: { attempt: 2, losses: 0, leaseUntil: seconds(300 + 600), worker: null },
    });
    expect(judgeLease({ ...first, attempt: 9 }, seconds(300), limits)).toMatchObject({
      offer: { attempt: 10, losses: 0 },
    });
  });

  it('is not judged where none was kept', () => {
    expect(judgeLease({ ...held, leaseUntil: null }, seconds(1e9), limits)).toBe('held');
  });
});
