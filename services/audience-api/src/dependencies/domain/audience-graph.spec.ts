import { cycleThrough, distancesFrom, type Reference } from './audience-graph';

/** `a>b` says that a uses b. */
const graph = (text: string): Reference[] =>
  text.split(' ').map((pair) => {
    const [user = '', used = ''] = pair.split('>');
    return { user, used };
  });

describe('a cycle', () => {
  it('is named from the audience to itself, by the shortest way', () => {
    expect(cycleThrough('a', ['x', 'b'], graph('x>y y>b b>c c>a'))).toEqual(['a', 'b', 'c', 'a']);
  });

  it('is there when an audience uses itself', () => {
    expect(cycleThrough('a', ['a'], [])).toEqual(['a', 'a']);
  });

  it('is not there when two ways lead to the same audience', () => {
    expect(cycleThrough('a', ['b', 'c'], graph('b>d c>d d>e'))).toBeUndefined();
  });

  it('is found at once in a graph with very many ways', () => {
    const layers = Array.from({ length: 40 }, (_, layer) => {
      const at = (index: number) => String(layer + index);
      return `${at(0)}l>${at(1)}l ${at(0)}l>${at(1)}r ${at(0)}r>${at(1)}l ${at(0)}r>${at(1)}r`;
    });
    expect(cycleThrough('a', ['0l', '0r'], graph(layers.join(' ')))).toBeUndefined();
  });
});

describe('distances', () => {
  const references = graph('a>b a>c b>d c>d d>e z>a');

  it('lead to everything that an audience uses, the nearest first', () => {
    expect([...distancesFrom('a', references, 'uses')]).toEqual([
      ['b', 1],
      ['c', 1],
      ['d', 2],
      ['e', 3],
    ]);
  });

  it('lead to everything that uses it', () => {
    expect([...distancesFrom('d', references, 'usedBy')]).toEqual([
      ['b', 1],
      ['c', 1],
      ['a', 2],
      ['z', 3],
    ]);
  });
});
