import { ExactNumber, type DataValue, type DeclaredTypes } from '@muster/contracts';
import { typeCell, typeJsonValue } from './typed-value';
import { ValueReader } from './value-reader';
import { ZoneClock } from './zone-clock';

const declared: DeclaredTypes = {
  attributes: { city: 'string', spent: 'number', vip: 'boolean', since: 'time', likes: 'list' },
  tags: { member: 'flag', level: 'category', score: 'number' },
  properties: { shop: { 'Order Completed': { total: 'number' } } },
};
const reader = (typing = typeJsonValue) => new ValueReader(typing, new ZoneClock('UTC'), declared);

describe('values that the catalogue declares otherwise', () => {
  it.each<[name: keyof typeof declared.attributes, fits: DataValue[], others: DataValue[]]>([
    ['city', ['Oslo', '', '17'], [17, new ExactNumber('12345678901234567'), true, ['Oslo']]],
    ['spent', [1, '19.9000000', new ExactNumber('12345678901234567')], ['1,234.50', '', true, ['1']]],
    ['vip', [true, false], ['true', 1, 'yes', []]],
    ['since', ['2026-05-08', '2026-05-08T12:00:00Z'], ['2026-05-08 12:00:00', 1778243625, true]],
    ['likes', [[], ['a']], ['["a"]', [1], ['a', 2], 'a']],
  ])('%s', (name, fits, others) => {
    const values = reader();
    for (const value of fits) expect(values.attribute(name, value).ok).toBe(true);
    expect(values.mistyped.list()).toEqual([]);
    for (const value of others) expect(values.attribute(name, value).ok).toBe(true);
    expect(values.mistyped.list()).toMatchObject([
      {
        kind: 'attribute',
        app: null,
        event: null,
        name,
        declared: declared.attributes[name],
        count: others.length,
      },
    ]);
  });

  it('are counted for tags and for properties of their event', () => {
    const values = reader();
    values.tag('member', 'yes');
    values.tag('member', true);
    values.tag('level', 3);
    values.tag('score', 'high');
    values.propertiesOf('shop', 'Order Completed')('total', '€ 5');
    values.propertiesOf('shop', 'view')('total', '€ 5');
    values.propertiesOf('constructor', 'toString')('total', '€ 5');
    expect(values.mistyped.list()).toEqual([
      { kind: 'tag', app: null, event: null, name: 'member', declared: 'flag', count: 1, examples: ['yes'] },
      { kind: 'tag', app: null, event: null, name: 'level', declared: 'category', count: 1, examples: ['3'] },
      {
        kind: 'tag',
        app: null,
        event: null,
        name: 'score',
        declared: 'number',
        count: 1,
        examples: ['high'],
      },
      {
        kind: 'property',
        app: 'shop',
        event: 'Order Completed',
        name: 'total',
        declared: 'number',
        count: 1,
        examples: ['€ 5'],
      },
    ]);
  });

  it('are broken where a number is declared and a number is too large or too fine, as text too', () => {
    for (const text of ['1234567890123456789', '0.0000001']) {
      expect(reader(typeCell).attribute('spent', text)).toMatchObject({
        ok: false,
        problem: { code: 'row.number-out-of-range' },
      });
      // Where none is declared it is a text like any other: a card number, say.
      expect(reader(typeCell).attribute('city', text)).toMatchObject({ ok: true, row: { text } });
      expect(reader(typeCell).attribute('card', text)).toMatchObject({ ok: true, row: { text } });
    }
  });

  it('have at most five different examples, cut where they are long', () => {
    const values = reader(typeCell);
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 10; n++) values.attribute('spent', `${'😀'.repeat(150)}${n}`);
      values.attribute('spent', 'a\0b');
    }
    for (let n = 0; n < 7; n++) values.attribute('vip', `maybe ${n}`);
    const [spent, vip] = values.mistyped.list();
    expect(spent).toMatchObject({ count: 33, examples: [`${'😀'.repeat(100)}…`, 'a\ufffdb'] });
    expect(vip).toMatchObject({ count: 7, examples: [0, 1, 2, 3, 4].map((n) => `maybe ${n}`) });
  });
});
