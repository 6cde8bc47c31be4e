import type { DataValue, ValueType } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';

/** Texts that break quoting, folding, patterns and types; few, so that data and rules meet. */
const texts = [
  '',
  ' ',
  'Oslo',
  'oslo',
  'OSLO',
  'oſlo',
  'oslo\n',
  'stra\u00dfe',
  'STRA\u1e9eE',
  'strasse',
  'Σίσυφος',
  'ΣΊΣΥΦΟΣ',
  'İ',
  'i',
  'ı',
  'I',
  '\u212a',
  'k',
  `it's`,
  '"',
  '\\',
  '\\n',
  'a\nb',
  'a\rb',
  'a\tb',
  'a😀b',
  '😀',
  '%',
  '_',
  '{p0:String}',
  `'); DROP TABLE users; --`,
  'NULL',
  '42',
  '17.50',
  'true',
  '2026-03-29',
];

const patterns = [
  'o',
  '^o',
  'o$',
  '^$',
  '.',
  '^.$',
  'a.b',
  '(?s)a.b',
  '(?i)OSLO|k',
  '[A-Z]+',
  '^[^a-z]*$',
  '\\d+',
  '\\\\',
  '\\n',
  `'`,
  'ß',
  '\\pL{4}',
];

const numbers = [
  0,
  1,
  2,
  3,
  -1,
  0.1,
  '0.10',
  17.5,
  '42',
  200,
  '200.00',
  '199.999999',
  '200.000001',
  '999999999999999999.999999',
  '-999999999999999999.999999',
];

export const anyText: Arbitrary<string> = fc.constantFrom(...texts);
export const anyPattern: Arbitrary<string> = fc.constantFrom(...patterns);
export const anyNumber: Arbitrary<string | number> = fc.constantFrom(...numbers);
export const anyTexts: Arbitrary<string[]> = fc.array(anyText, { minLength: 1, maxLength: 4 });

/** Mostly a value of the declared type, now and then one of any other: data does not keep to the catalogue. */
export function anyValueOf(type: ValueType, time: Arbitrary<string>): Arbitrary<DataValue> {
  const byType: Record<ValueType, Arbitrary<DataValue>> = {
    string: anyText,
    number: anyNumber,
    boolean: fc.boolean(),
    time,
    list: fc.oneof(fc.array(anyText, { maxLength: 3 }), fc.constant<DataValue>(['Oslo', 1])),
  };
  return fc.oneof(
    { weight: 4, arbitrary: byType[type] },
    { weight: 1, arbitrary: fc.oneof(...Object.values(byType)) },
  );
}
