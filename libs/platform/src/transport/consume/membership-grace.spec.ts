import { MembershipGrace } from './membership-grace';

describe('MembershipGrace', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is not running before the first join, whatever is lost', () => {
    const grace = new MembershipGrace();
    expect(grace.isRunning()).toBe(false);
    grace.lost();
    expect(grace.isRunning()).toBe(false);
  });

  it('goes on running while the group rejoins, and not for ever', () => {
    const grace = new MembershipGrace();
    grace.joined();
    grace.lost();
    jest.advanceTimersByTime(59_000);
    // Losing it again is the same loss.
    grace.lost();
    expect(grace.isRunning()).toBe(true);
    jest.advanceTimersByTime(1_000);
    expect(grace.isRunning()).toBe(false);
    grace.joined();
    expect(grace.isRunning()).toBe(true);
  });
});
