import { runTime } from './as-of';

const now = new Date('2026-11-24T12:00:00.000Z');

describe('runTime', () => {
  it('is now unless told', () => {
    expect(runTime(undefined, 'UTC', now)).toEqual({
      asOf: '2026-11-24T12:00:00.000000Z',
      businessDate: '2026-11-24',
    });
  });

  it('has the local date of the organisation, whatever the offset of the instant', () => {
    expect(runTime('2026-11-20T23:30:00-05:00', 'Asia/Tokyo', now)).toMatchObject({
      businessDate: '2026-11-21',
    });
    expect(runTime('2026-11-21T00:30:00+09:00', 'America/New_York', now)).toMatchObject({
      businessDate: '2026-11-20',
    });
  });

  it('knows a zone that changes its clocks twice within weeks', () => {
    expect(runTime('2012-07-23T23:30:00Z', 'Africa/Casablanca', now)).toMatchObject({
      businessDate: '2012-07-23',
    });
  });

  it('keeps microseconds and cuts off what is finer', () => {
    expect(runTime('2026-11-20T10:00:00.123456999Z', 'UTC', now)).toMatchObject({
      asOf: '2026-11-20T10:00:00.123456Z',
    });
  });

  it('is neither in the future nor within ten years of the first date of the engine', () => {
    expect(runTime('2026-11-24T12:00:00.001Z', 'UTC', now)).toBe('in-future');
    expect(runTime('2026-11-24T12:00:00Z', 'UTC', now)).not.toBe('in-future');
    expect(runTime('1980-01-01T23:59:59Z', 'UTC', now)).toBe('too-early');
    expect(runTime('1980-01-02T00:00:00Z', 'Pacific/Honolulu', now)).toMatchObject({
      businessDate: '1980-01-01',
    });
  });
});
