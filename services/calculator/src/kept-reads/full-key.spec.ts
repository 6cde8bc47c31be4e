import { Generations, type ScopeLandings } from '../landed-data/generations';
import { fullKey, type ReadIdentity } from './full-key';

const city = { kind: 'attribute', name: 'city' } as const;
const identity: ReadIdentity = { key: 'k', scopes: [city], moments: [] };
const parameters = { asOf: '2026-11-21 00:00:00.000000', businessDate: '2026-11-21', p0: 'Oslo' };

const key = (
  read: Partial<ReadIdentity> = {},
  landings: readonly ScopeLandings[] = [{ ...city, landings: 1, landedAt: 1 }],
  bound: object = {},
) => fullKey({ ...identity, ...read }, new Generations(landings), { ...parameters, ...bound });

describe('fullKey', () => {
  it('is the same for the same question about the same data', () => {
    expect(key()).toBe(key());
    expect(key()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another one for another question', () => {
    expect(key({ key: 'other' })).not.toBe(key());
  });

  it.each<[string, ScopeLandings[]]>([
    ['what it reads', [{ ...city, landings: 2, landedAt: 1 }]],
    [
      'all data',
      [
        { ...city, landings: 1, landedAt: 1 },
        { kind: 'all', name: '', landings: 1, landedAt: 1 },
      ],
    ],
  ])('is another one when %s has been landed again', (_what, landings) => {
    expect(key({}, landings)).not.toBe(key());
  });

  it.each<ScopeLandings>([
    { kind: 'tag', name: 'city', landings: 9, landedAt: 9 },
    { kind: 'attribute', name: 'age', landings: 9, landedAt: 9 },
    { kind: 'users', name: '', landings: 9, landedAt: 9 },
  ])('does not depend on landings of $kind "$name"', (other) => {
    expect(key({}, [{ ...city, landings: 1, landedAt: 1 }, other])).toBe(key());
  });

  it('is another one for as many landings at another time: those before were lost with a restored engine', () => {
    expect(key({}, [{ ...city, landings: 1, landedAt: 2 }])).not.toBe(key());
  });

  it('is the same before and after the engine adds up what it has counted', () => {
    const counted = [
      { ...city, landings: 2, landedAt: 5 },
      { ...city, landings: 1, landedAt: 3 },
    ];
    expect(key({}, counted)).toBe(key({}, [{ ...city, landings: 3, landedAt: 5 }]));
  });

  it('knows data that has never been landed', () => {
    expect(key({}, [])).not.toBe(key());
  });

  it('depends on the moments that the answer depends on, and on no other parameter', () => {
    const later = { asOf: '2026-11-21 01:00:00.000000' };
    expect(key({}, undefined, { ...later, p0: 'Rome' })).toBe(key());
    const dated: Partial<ReadIdentity> = { moments: ['asOf', 'businessDate'] };
    expect(key(dated, undefined, later)).not.toBe(key(dated));
    expect(key(dated, undefined, { businessDate: '2026-11-22' })).not.toBe(key(dated));
    expect(key({ moments: ['businessDate', 'asOf'] })).toBe(key(dated));
    expect(key({ moments: ['businessDate'] }, undefined, later)).toBe(key({ moments: ['businessDate'] }));
  });
});
