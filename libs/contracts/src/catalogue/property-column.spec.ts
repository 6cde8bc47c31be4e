import { emptyCatalogue } from './catalogue';
import { declaredProperties } from './declared-properties';
import { PROPERTY_COLUMN, propertyColumn } from './property-column';

describe('propertyColumn', () => {
  it('names a column by type and hash', () => {
    // Services agree on these for good: the columns exist.
    expect(propertyColumn('amount', 'number')).toBe('p_number_cf38d95c9c6b1d9d');
    expect(propertyColumn('amount', 'string')).toBe('p_string_cf38d95c9c6b1d9d');
  });

  it.each(['', "it's", '`; DROP TABLE events --', 'a\0b', '😀', 'x'.repeat(1000)])(
    'makes an identifier of any text: %j',
    (name) => {
      for (const type of ['string', 'number', 'boolean', 'time'] as const) {
        expect(propertyColumn(name, type)).toMatch(PROPERTY_COLUMN);
      }
    },
  );
});

describe('declaredProperties', () => {
  it('lists each property and type once, whatever declares it, without lists', () => {
    expect(
      declaredProperties({
        ...emptyCatalogue,
        applications: {
          shop: {
            events: {
              buy: { properties: { price: 'number', gift: 'boolean', coupons: 'list' } },
              view: { properties: { price: 'number' } },
            },
          },
          app: { events: { view: { properties: { price: 'string', constructor: 'time' as const } } } },
        },
      }),
    ).toEqual([
      { name: 'constructor', type: 'time' },
      { name: 'gift', type: 'boolean' },
      { name: 'price', type: 'number' },
      { name: 'price', type: 'string' },
    ]);
  });
});
