import { decidePublication, gatherPieces, type DatedRun, type WrittenRun } from './publication';

const MARCH = { asOf: '2026-03-15T12:00:00.000000Z', businessDate: '2026-03-15' };
const MORNING = { asOf: '2026-06-15T09:00:00.000000Z', businessDate: '2026-06-15' };
const NOON = { asOf: '2026-06-15T12:00:00.000000Z', businessDate: '2026-06-15' };

const run = (runSeq: number, fields: Partial<WrittenRun> = {}): WrittenRun => ({
  ...{ runId: 'run', runSeq, trigger: 'manual', publication: 'ifNewest' },
  ...NOON,
  ...fields,
});
const published: DatedRun = { runId: 'published', runSeq: 5, ...NOON };

describe('decidePublication', () => {
  it.each<[string, WrittenRun, DatedRun | undefined]>([
    ['the first run', run(1), undefined],
    ['the first one, although it is of a past day', run(1, MARCH), undefined],
    ['a newer one of the same instant', run(6), published],
    ['a newer one of a later instant', run(6), { ...published, ...MORNING }],
    ['one for now, whatever its clock said', run(6, { ...MORNING, publication: 'always' }), published],
    ['one of a past day that says so', run(6, { ...MARCH, publication: 'always' }), published],
  ])('publishes %s', (_, written, before) => {
    expect(decidePublication(written, before, [])).toEqual({ outcome: 'publish' });
  });

  it.each<[string, WrittenRun, readonly { asOf: string }[]]>([
    ['a newer run of a past day', run(6, MARCH), []],
    ['a newer run of an earlier hour', run(6, MORNING), []],
    [
      'a scheduled run that comes after one of a later instant',
      run(6, { ...MORNING, trigger: 'scheduled' }),
      [],
    ],
    ['a run of a past day that was requested before the published one', run(4, MARCH), []],
    ['a run that is not to be published', run(6, { publication: 'never' }), []],
    [
      'a run before whose end an older one of a later instant is computed',
      run(6),
      [{ asOf: '2026-06-15T13:00:00.000000Z' }],
    ],
  ])('keeps %s', (_, written, older) => {
    expect(decidePublication(written, published, older)).toEqual({ outcome: 'keep' });
  });

  it.each<[string, WrittenRun]>([
    ['an older run that comes late', run(4)],
    ['an older one of the same day', run(4, MORNING)],
    ['an older one of a past day that was to be the result', run(4, { ...MARCH, publication: 'always' })],
    ['an older one of a past day that the schedule has made', run(4, { ...MARCH, trigger: 'scheduled' })],
  ])('supersedes %s', (_, written) => {
    expect(decidePublication(written, published, [])).toEqual({ outcome: 'supersede', by: 'published' });
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
