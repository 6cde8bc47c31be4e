import { together } from './together';

/** Serves by hand: what was asked for, group by group, each answered when the test says so. */
class Counter {
  readonly groups: {
    readonly items: readonly string[];
    readonly answer: (results: (string | Error)[]) => void;
  }[] = [];

  readonly serve = (items: readonly string[]): Promise<(string | Error)[]> =>
    new Promise((answer) => this.groups.push({ items, answer }));

  /** Ends the service of the newest group with each item in capitals. */
  async answer(): Promise<void> {
    const group = this.groups.at(-1);
    group?.answer(group.items.map((item) => item.toUpperCase()));
    await new Promise(setImmediate);
  }

  get served(): (readonly string[])[] {
    return this.groups.map(({ items }) => items);
  }
}

const byFirstLetter = (item: string): string => item.charAt(0);

describe('together', () => {
  it('serves whoever comes alone at once', async () => {
    const counter = new Counter();
    const ask = together(byFirstLetter, counter.serve);
    const result = ask('a1');
    expect(counter.served).toEqual([['a1']]);
    await counter.answer();
    await expect(result).resolves.toBe('A1');
  });

  it('serves those who come in the meantime together, next', async () => {
    const counter = new Counter();
    const ask = together(byFirstLetter, counter.serve);
    const results = ['a1', 'a2', 'a3'].map(ask);
    expect(counter.served).toEqual([['a1']]);
    await counter.answer();
    expect(counter.served).toEqual([['a1'], ['a2', 'a3']]);
    await counter.answer();
    await expect(Promise.all(results)).resolves.toEqual(['A1', 'A2', 'A3']);
  });

  it('lets items of different keys not wait for each other', () => {
    const counter = new Counter();
    const ask = together(byFirstLetter, counter.serve);
    for (const item of ['a1', 'b1', 'a2', 'b2']) void ask(item);
    expect(counter.served).toEqual([['a1'], ['b1']]);
  });

  it('serves no more than the most together', async () => {
    const counter = new Counter();
    const ask = together(byFirstLetter, counter.serve, 2);
    for (const item of ['a1', 'a2', 'a3', 'a4']) void ask(item);
    await counter.answer();
    await counter.answer();
    expect(counter.served).toEqual([['a1'], ['a2', 'a3'], ['a4']]);
  });

  it('tells an error to the item that it is of, and one that is thrown to all', async () => {
    const counter = new Counter();
    const ask = together(byFirstLetter, counter.serve);
    const first = ask('a1');
    const others = ['a2', 'a3'].map(ask);
    const outcomes = Promise.allSettled(others);
    await counter.answer();
    await first;
    counter.groups.at(-1)?.answer([new Error('a2 is broken'), 'A3']);
    await expect(outcomes).resolves.toEqual([
      { status: 'rejected', reason: new Error('a2 is broken') },
      { status: 'fulfilled', value: 'A3' },
    ]);

    const broken = together(byFirstLetter, () => Promise.reject(new Error('nothing works')));
    const all = await Promise.allSettled(['a1', 'a2', 'a3'].map(broken));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('goes on after an error, and rejects what its service has forgotten', async () => {
    const answers: (() => Promise<string[]>)[] = [
      () => Promise.reject(new Error('once')),
      () => Promise.resolve([]),
      () => Promise.resolve(['A3']),
    ];
    const ask = together(byFirstLetter, () => answers.shift()?.() ?? Promise.resolve([]));
    await expect(ask('a1')).rejects.toThrow('once');
    await expect(ask('a2')).rejects.toThrow('not served');
    await expect(ask('a3')).resolves.toBe('A3');
  });
});
