import { KnownLeaves } from './known-leaves';

const at = { organisationId: 'o', span: 0 };

describe('KnownLeaves', () => {
  it('knows what was found, of that span', () => {
    const known = new KnownLeaves(1_000);
    known.add(['a', 'b'], at);
    expect(['a', 'b', 'c'].map((key) => known.has(key, at))).toEqual([true, true, false]);
    expect(known.has('a', { ...at, span: 4 })).toBe(false);
    expect(known.has('a', { ...at, organisationId: 'p' })).toBe(false);
  });

  it('knows it for a while', () => {
    const known = new KnownLeaves(0);
    known.add(['a'], at);
    expect(known.has('a', at)).toBe(false);
  });

  it('forgets everything at once', () => {
    const known = new KnownLeaves(1_000);
    known.add(['a'], at);
    known.forget();
    expect(known.has('a', at)).toBe(false);
  });
});
