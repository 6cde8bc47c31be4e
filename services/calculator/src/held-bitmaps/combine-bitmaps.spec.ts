import { combineBitmaps } from './combine-bitmaps';
import { idsOf, usersOf } from './span-users.fixture';

const bitmaps = new Map([
  ['s0', usersOf([1, 2, 3, 4])],
  ['s1', usersOf([3, 4, 5])],
  ['s10', usersOf([4, 9])],
]);

function combined(expression: string): number[] {
  const users = combineBitmaps(expression, (stage) => {
    const found = bitmaps.get(stage);
    if (!found) throw new Error(`no stage ${stage}`);
    return found;
  });
  return idsOf(users);
}

describe('combineBitmaps', () => {
  it.each([
    ['s0', [1, 2, 3, 4]],
    ['bitmapAnd(s0, s1)', [3, 4]],
    ['bitmapOr(s0, s1)', [1, 2, 3, 4, 5]],
    ['bitmapAndnot(s0, s1)', [1, 2]],
    ['bitmapAndnot(bitmapOr(s0, bitmapAnd(s1, s10)), bitmapAndnot(s0, s10))', [4]],
  ])('computes %s', (expression, users) => {
    expect(combined(expression)).toEqual(users);
  });

  it('leaves the bitmaps of the stages as they are', () => {
    combined('bitmapAndnot(bitmapOr(s0, s1), s10)');
    expect([...bitmaps.values()].map((users) => idsOf(users))).toEqual([
      [1, 2, 3, 4],
      [3, 4, 5],
      [4, 9],
    ]);
  });

  it.each([
    '',
    's7',
    'bitmapXor(s0, s1)',
    'bitmapAnd(s0)',
    'bitmapAnd(s0, s1',
    's0 s1',
    'bitmapAnd(s0, s1) OR s1',
  ])('refuses %j', (expression) => {
    expect(() => combined(expression)).toThrow();
  });
});
