import { piecesFor } from './pieces';

describe('piecesFor', () => {
  it.each([
    [0, 1],
    [1, 1],
    [8_000_000, 1],
    [8_000_001, 2],
    [100_000_000, 13],
  ])('splits a run over %d users into %d', (users, pieces) => {
    expect(piecesFor(users)).toBe(pieces);
  });
});
