import fc from 'fast-check';
import type { Profile } from '../../domain/profile-row';
import { assignProfiles } from './assign-uids';
import { type NamedUid, nameKey } from './name';

const ids = (prefix: string, count: number) =>
  fc.uniqueArray(
    fc.integer({ min: 0, max: count }).map((n) => `${prefix}${n}`),
    { maxLength: 3 },
  );
const profiles: fc.Arbitrary<Profile[]> = fc.array(
  fc.record({
    entityId: fc.integer({ min: 0, max: 6 }).map((n) => `e${n}`),
    accountIds: ids('a', 8),
    deviceIds: ids('d', 8),
  }),
  { maxLength: 12 },
);

describe('profiles, in any order', () => {
  it('never share a uid, and use every number exactly once', () => {
    fc.assert(
      fc.property(
        profiles,
        fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { maxLength: 5 }),
        (batch, reserved) => {
          const names = reserved.map((n, at): NamedUid => ({
            idType: 'account',
            id: `a${n}`,
            uid: at + 1,
            version: 1,
          }));
          const first = names.length + 1;
          const result = assignProfiles(batch, {
            names: new Map(names.map((name) => [nameKey(name), name])),
            owned: new Set(),
            nextUid: first,
          });
          const entityOf = new Map<number, string>();
          for (const [at, claim] of result.claims.entries()) {
            if (!claim.ok) continue;
            const { entityId } = batch[at]!;
            expect(entityOf.get(claim.uid) ?? entityId).toBe(entityId);
            entityOf.set(claim.uid, entityId);
          }
          const fresh = new Set(result.created.map(({ uid }) => uid).filter((uid) => uid >= first));
          expect([...fresh].sort((left, right) => left - right)).toEqual(
            Array.from({ length: result.nextUid - first }, (_, n) => first + n),
          );
          // What has merged is no user's any more.
          for (const { from, into } of result.merges) {
            expect(entityOf.has(from)).toBe(false);
            expect(entityOf.has(into)).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
