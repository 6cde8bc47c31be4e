import { RecentMap } from './recent-map';

const held = (map: RecentMap<string>, ...keys: readonly string[]): string[] =>
  keys.filter((key) => map.get(key) !== undefined);

describe('RecentMap', () => {
  it('forgets what was set longest ago', () => {
    const map = new RecentMap<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) map.set(key, key);
    expect(held(map, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('counts sizes, each value once', () => {
    const map = new RecentMap<string>(10, ({ length }) => length);
    map.set('a', 'xxxx');
    map.set('a', 'xx');
    map.set('b', 'xxxxxxxx');
    expect(held(map, 'a', 'b')).toEqual(['a', 'b']);
    map.set('c', 'x');
    expect(held(map, 'a', 'b', 'c')).toEqual(['b', 'c']);
  });

  it('makes room for a large one, and does not keep what is too large', () => {
    const map = new RecentMap<string>(10, ({ length }) => length);
    for (const key of ['a', 'b', 'c']) map.set(key, 'xxx');
    map.set('d', 'xxxxxxx');
    expect(held(map, 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
    map.set('e', 'x'.repeat(11));
    expect(held(map, 'c', 'd', 'e')).toEqual(['c', 'd']);
  });
});
