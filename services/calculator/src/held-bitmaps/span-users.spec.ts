import fc from 'fast-check';
import { USERS_PER_SPAN } from '@muster/contracts';
import { idsOf, usersOf } from './span-users.fixture';

const LAST = USERS_PER_SPAN - 1;

/** Ids close to each other, so that sets meet, and both ends. */
const ids = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(LAST, LAST - 1, 65_535, 65_536)),
);
const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

describe('SpanUsers', () => {
  it('has the users that were added, in order', () => {
    fc.assert(
      fc.property(ids, (some) => {
        expect(idsOf(usersOf(some))).toEqual(sorted(some));
        expect(usersOf(some).count()).toBe(some.length);
      }),
    );
  });

  it('intersects, unites and removes as sets do', () => {
    fc.assert(
      fc.property(ids, ids, (left, right) => {
        const [lefts, rights] = [new Set(left), new Set(right)];
        const after = (change: 'intersect' | 'unite' | 'remove'): number[] => {
          const users = usersOf(left);
          users[change](usersOf(right));
          return idsOf(users);
        };
        expect(after('intersect')).toEqual(sorted(left.filter((id) => rights.has(id))));
        expect(after('unite')).toEqual(sorted(new Set([...lefts, ...rights])));
        expect(after('remove')).toEqual(sorted(left.filter((id) => !rights.has(id))));
      }),
    );
  });

  it('looks at a part', () => {
    const users = usersOf([0, 63, 64, 65_535, 65_536, LAST]);
    expect(idsOf(users, 64, 65_536)).toEqual([64, 65_535]);
    expect(users.count(64, 65_536)).toBe(2);
    expect(users.count(65_536)).toBe(2);
  });

  it('is changed without its copies', () => {
    const users = usersOf([1, 2]);
    const copy = users.copy();
    users.remove(usersOf([1]));
    expect(idsOf(copy)).toEqual([1, 2]);
  });

  it('can be everybody', () => {
    const everybody = usersOf(Array.from({ length: LAST + 1 }, (_, id) => id));
    expect(everybody.count()).toBe(LAST + 1);
  });
});
