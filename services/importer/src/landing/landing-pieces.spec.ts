import { landingPieces } from './landing-pieces';

const days = (...rows: readonly number[]) =>
  rows.map((count, index) => ({ day: `2026-01-0${String(index + 1)}`, rows: count }));

describe('landingPieces', () => {
  it('has none for a file without rows', () => {
    expect(landingPieces([], 10)).toEqual([]);
  });

  it('joins days up to the limit', () => {
    expect(landingPieces(days(4, 6, 1, 9, 2), 10)).toEqual([
      { from: '2026-01-01', to: '2026-01-02', part: 0, parts: 1 },
      { from: '2026-01-03', to: '2026-01-04', part: 0, parts: 1 },
      { from: '2026-01-05', to: '2026-01-05', part: 0, parts: 1 },
    ]);
  });

  it('cuts a day that has too many rows', () => {
    expect(landingPieces(days(1, 21, 1), 10)).toEqual([
      { from: '2026-01-01', to: '2026-01-01', part: 0, parts: 1 },
      { from: '2026-01-02', to: '2026-01-02', part: 0, parts: 3 },
      { from: '2026-01-02', to: '2026-01-02', part: 1, parts: 3 },
      { from: '2026-01-02', to: '2026-01-02', part: 2, parts: 3 },
      { from: '2026-01-03', to: '2026-01-03', part: 0, parts: 1 },
    ]);
  });
});
