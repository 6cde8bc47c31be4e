import { decidePublication, gatherPieces } from './publication';

describe('decidePublication', () => {
  it('publishes the first run and every newer one', () => {
    expect(decidePublication(1, undefined)).toEqual({ outcome: 'publish' });
    expect(decidePublication(5, { runId: 'older', runSeq: 4 })).toEqual({ outcome: 'publish' });
  });

  it('supersedes an older run that comes late', () => {
    expect(decidePublication(4, { runId: 'newer', runSeq: 5 })).toEqual({
      outcome: 'supersede',
      by: 'newer',
    });
  });
});

describe('gatherPieces', () => {
  it('puts the shards of all pieces in order and adds their counts up', () => {
    const even = [
      { shard: 0, count: 3 },
      { shard: 2, count: 4 },
    ];
    expect(gatherPieces([even, [{ shard: 1, count: 5 }]])).toEqual({
      count: 12,
      shards: [
        { shard: 0, count: 3 },
        { shard: 1, count: 5 },
        { shard: 2, count: 4 },
      ],
    });
  });

  it('is empty when no piece has members', () => {
    expect(gatherPieces([[], []])).toEqual({ count: 0, shards: [] });
  });
});
