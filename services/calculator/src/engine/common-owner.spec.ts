import { commonOwner } from './common-owner';
import type { QueryOwner } from './query-owner';

function owner(name: string): { readonly owner: QueryOwner; readonly cancel: (reason: Error) => void } {
  const controller = new AbortController();
  return {
    owner: { signal: controller.signal, queryId: (...parts) => [name, ...parts].join('/') },
    cancel: (reason) => {
      controller.abort(reason);
    },
  };
}

describe('commonOwner', () => {
  it('is the owner itself when there is one only', () => {
    const { owner: alone } = owner('run');
    expect(commonOwner([alone])).toBe(alone);
  });

  it('ends queries when the last one who waits for them is cancelled', () => {
    const first = owner('first');
    const second = owner('second');
    const { signal } = commonOwner([first.owner, second.owner]);
    first.cancel(new Error('first is superseded'));
    expect(signal.aborted).toBe(false);
    second.cancel(new Error('second is cancelled'));
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toEqual(new Error('first is superseded'));
  });

  it('is cancelled from the start when all of them are', () => {
    const both = [owner('first'), owner('second')];
    for (const { cancel } of both) cancel(new Error('cancelled before'));
    expect(commonOwner(both.map((each) => each.owner)).signal.aborted).toBe(true);
  });

  it('gives queries names of their own', () => {
    const both = [owner('first').owner, owner('second').owner];
    const [one, other] = [commonOwner(both), commonOwner(both)];
    expect(one.queryId('hold', 3)).toMatch(/^together\/hold\/3\//);
    expect(one.queryId('hold', 3)).not.toBe(other.queryId('hold', 3));
  });
});
