import { adoptNames } from './adopt-names';
import { type NamedUid, nameKey } from './name';

const account = (id: string, uid: number, version = 1): NamedUid => ({ idType: 'account', id, uid, version });
const known = (...names: NamedUid[]) => new Map(names.map((name) => [nameKey(name), name]));

describe('a registry that was restored to an earlier point', () => {
  it('takes over the names that it does not know, each once and as they are now', () => {
    expect(adoptNames([account('a', 3), account('a', 1, 2), account('b', 4)], known())).toEqual({
      created: [account('a', 1, 2), account('b', 4)],
      moved: [],
      merges: [],
    });
  });

  it('follows a name that has moved since, and has what lies under the old uid copied', () => {
    expect(adoptNames([account('a', 1, 2)], known(account('a', 3)))).toEqual({
      created: [],
      moved: [account('a', 1, 2)],
      merges: [{ from: 3, into: 1 }],
    });
  });

  it('keeps what it knows as well or better', () => {
    expect(
      adoptNames([account('a', 3), account('b', 9)], known(account('a', 1, 2), account('b', 4))),
    ).toEqual({ created: [], moved: [], merges: [] });
  });
});
