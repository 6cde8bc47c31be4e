import { USERS_PER_SPAN } from '@muster/contracts';
import { piecesFor } from './pieces';

describe('piecesFor', () => {
  it.each([
    [0, 1],
    [1, 1],
    [8_000_000, 1],
    [15_999_999, 1],
    [16_000_000, 2],
    [100_000_000, 12],
  ])('splits a run over %d users so that every piece has enough of them: %d', (users, pieces) => {
    expect(piecesFor(users, 8_000_000)).toBe(pieces);
  });

  it('makes no piece without a shard, however few users a piece may have', () => {
    expect(piecesFor(USERS_PER_SPAN - 1, 1)).toBe(1);
    expect(piecesFor(USERS_PER_SPAN, 1)).toBe(2);
    expect(piecesFor(3 * USERS_PER_SPAN - 1, 1)).toBe(3);
  });
});
