import type { Profile } from '../../domain/profile-row';
import { assignProfiles, type Registered, reserveUids } from './assign-uids';
import { type NamedUid, nameKey } from './name';

const named = (idType: NamedUid['idType'], id: string, uid: number, version = 1): NamedUid => ({
  idType,
  id,
  uid,
  version,
});
const registered = (names: NamedUid[], nextUid: number): Registered => ({
  names: new Map(names.map((name) => [nameKey(name), name])),
  owned: new Set(names.filter(({ idType }) => idType === 'entity').map(({ uid }) => uid)),
  nextUid,
});
const profile = (entityId: string, more: Partial<Profile> = {}): Profile => ({
  entityId,
  accountIds: [],
  deviceIds: [],
  ...more,
});

describe('reserving', () => {
  it('numbers the missing names on, each once', () => {
    const known = registered([named('entity', 'a', 1)], 2);
    const names = ['b', 'a', 'c', 'b'].map((id) => ({ idType: 'entity', id }) as const);
    expect(reserveUids(names, known)).toEqual([named('entity', 'b', 2), named('entity', 'c', 3)]);
  });

  it('does not take an account for an entity of the same id', () => {
    const known = registered([named('entity', 'a', 1)], 2);
    expect(reserveUids([{ idType: 'account', id: 'a' }], known)).toEqual([named('account', 'a', 2)]);
  });
});

describe('profiles', () => {
  it('get a new uid when nothing of them is known', () => {
    const { claims, created, nextUid } = assignProfiles(
      [profile('u', { accountIds: ['a'] })],
      registered([], 7),
    );
    expect(claims).toMatchObject([{ ok: true, uid: 7 }]);
    expect(created).toEqual([named('entity', 'u', 7), named('account', 'a', 7)]);
    expect(nextUid).toBe(8);
  });

  it('take over the uid that events have reserved for an account', () => {
    const known = registered([named('account', 'a', 3)], 4);
    const { claims, created, merges, nextUid } = assignProfiles([profile('u', { accountIds: ['a'] })], known);
    expect(claims).toMatchObject([{ ok: true, uid: 3 }]);
    expect(created).toEqual([named('entity', 'u', 3)]);
    expect([merges, nextUid]).toEqual([[], 4]);
  });

  it('bring the events of reserved uids together', () => {
    const known = registered([named('entity', 'u', 1), named('account', 'a', 3), named('device', 'd', 4)], 5);
    const { claims, moved, merges } = assignProfiles(
      [profile('u', { accountIds: ['a'], deviceIds: ['d'] })],
      known,
    );
    expect(claims).toMatchObject([{ ok: true, uid: 1 }]);
    expect(moved).toEqual([named('account', 'a', 1, 2), named('device', 'd', 1, 2)]);
    expect(merges).toEqual([
      { from: 3, into: 1 },
      { from: 4, into: 1 },
    ]);
  });

  it('conflict when an account belongs to another entity, also to one of the same batch', () => {
    const { claims, nextUid } = assignProfiles(
      [
        profile('u', { accountIds: ['a'] }),
        profile('v', { accountIds: ['b', 'a'] }),
        profile('w', { accountIds: ['b'] }),
      ],
      registered([], 1),
    );
    expect(claims).toMatchObject([
      { ok: true, uid: 1 },
      { ok: false, conflict: { name: { idType: 'account', id: 'a' } } },
      // What a refused profile has claimed besides is still free.
      { ok: true, uid: 2 },
    ]);
    expect(nextUid).toBe(3);
  });

  it('change nothing when they are claimed again', () => {
    const profiles = [profile('u', { accountIds: ['a'] }), profile('v')];
    const first = assignProfiles(profiles, registered([], 1));
    const second = assignProfiles(profiles, registered([...first.created], first.nextUid));
    expect(second.claims).toEqual(first.claims);
    expect([second.created, second.moved, second.merges, second.nextUid]).toEqual([
      [],
      [],
      [],
      first.nextUid,
    ]);
  });
});
