import { compareInstants, isLocalDate, parseInstant, parseTime } from './time';

describe('parseInstant', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z'],
    ['2025-12-31T18:30:00-05:30', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00.500000000Z', '2026-01-01T00:00:00.5Z'],
    ['2026-01-01T00:00:00.123456+00:00', '2026-01-01T00:00:00.123456Z'],
  ])('%s is %s', (text, canonical) => {
    expect(parseInstant(text)).toBe(canonical);
  });

  it.each([
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00.1234567Z',
    '2026-01-01T00:00:00+0100',
    '1899-12-31T23:59:59Z',
    '2300-01-01T00:00:00Z',
    '0000-01-01T00:00:00+10:00',
    '2026-01-01',
    '',
    0,
    null,
  ])('%p is none that can be kept', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  it('orders instants to the microsecond', () => {
    expect(compareInstants('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z')).toBe(-1);
    expect(compareInstants('2026-01-01T00:00:01Z', '2026-01-01T00:00:00.5Z')).toBe(1);
    expect(compareInstants('2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.5Z')).toBe(0);
  });
});

describe('local dates', () => {
  it('are days of the calendar', () => {
    expect(isLocalDate('2024-02-29')).toBe(true);
    expect(isLocalDate('2023-02-29')).toBe(false);
    expect(isLocalDate('2024-2-9')).toBe(false);
    expect(isLocalDate(20240209)).toBe(false);
  });

  it('are times too, as far as the engine can hold them', () => {
    expect(parseTime('2024-02-29')).toBe('2024-02-29');
    expect(parseTime('1899-12-31')).toBeUndefined();
    expect(parseTime('2300-01-01')).toBeUndefined();
  });
});
