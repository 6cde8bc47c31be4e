import { lostInputs } from './lost-inputs';

const found = new Map([
  ['a1', 3],
  ['a2', 4],
  ['b1', 0],
]);
const a = { audienceId: 'a', snapshotIds: ['a1', 'a2'], count: 7 };

describe('lostInputs', () => {
  it.each([
    ['the sum of its pieces', a],
    ['nobody, as it should', { audienceId: 'b', snapshotIds: ['b1'], count: 0 }],
    ['nobody because nothing was written', { audienceId: 'c', snapshotIds: ['c1'], count: 0 }],
    ['an unknown number', { audienceId: 'c', snapshotIds: ['c1'] }],
  ])('finds a result whole that has %s', (_, result) => {
    expect(lostInputs([result], found)).toBeUndefined();
  });

  it('names every result that has too few members, or too many, once', () => {
    const inputs = [
      a,
      { audienceId: 'c', snapshotIds: ['c1'], count: 1 },
      { audienceId: 'c', snapshotIds: ['c1'], count: 1 },
      { audienceId: 'd', snapshotIds: ['a1'], count: 2 },
    ];
    expect(lostInputs(inputs, found)).toBe(
      'of the results that the rule reads, ClickHouse has only 0 of 1 members of audience c, 3 of 2 members of audience d; compute them again first, then this one',
    );
  });
});
