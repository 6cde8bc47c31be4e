import { MOST_AHEAD_MS, requestVersion, sentVersion, versionOf } from './version';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const after = (ms: number): string => new Date(NOW + ms).toISOString();

describe('versions', () => {
  it('are microseconds since 1970', () => {
    expect(versionOf('1970-01-01T00:00:01.000002Z')).toBe(1_000_002);
    expect(versionOf('2026-01-01T08:00:00+08:00')).toBe(Date.parse('2026-01-01T00:00:00Z') * 1000);
    expect(versionOf('2026-01-01T00:00:00.5Z')).toBe(Date.parse('2026-01-01T00:00:00.5Z') * 1000);
  });

  it('are never negative, which no column holds', () => {
    expect(versionOf('1969-12-31T23:59:59Z')).toBe(0);
    expect(sentVersion('0001-01-01T00:00:00Z', NOW)).toEqual({ ok: true, row: 0 });
  });

  it('of senders may be a little ahead, and are refused beyond', () => {
    expect(sentVersion(after(MOST_AHEAD_MS), NOW)).toEqual({ ok: true, row: (NOW + MOST_AHEAD_MS) * 1000 });
    for (const time of [after(MOST_AHEAD_MS + 1), '2099-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      expect(sentVersion(time, NOW)).toMatchObject({ ok: false, problem: { code: 'row.time-in-future' } });
    }
  });

  it('of our own requests are not ahead of the clock either', () => {
    expect(requestVersion(after(0), NOW)).toBe(NOW * 1000);
    expect(requestVersion('2099-01-01T00:00:00Z', NOW)).toBe((NOW + MOST_AHEAD_MS) * 1000);
  });
});
