import type { DataValue, ValueType } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyText } from './text.arbitrary';

/** Small, so that sums, averages and percentiles of a few of them meet what a rule asks for. */
const small = [0, 1, 2, 3, 4, -1, '1.0', 0.5, '0.25', '1.5'];

/** The ends of what can be kept, and what doubles, signs and zeros spoil. */
const awkward = [
  0.1,
  '0.10',
  17.5,
  '42',
  200,
  '200.00',
  '199.999999',
  '200.000001',
  '0.000001',
  '-0.000001',
  '-0',
  '007',
  '1.333333',
  '0.333333',
  '9007199254740993',
  '999999999999999999.999999',
  '-999999999999999999.999999',
];

export const anyNumber: Arbitrary<string | number> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...small) },
  { weight: 1, arbitrary: fc.constantFrom(...awkward) },
);

/** Texts that are numbers to nobody but a careless parser. */
const notQuiteNumbers = [
  '1e3',
  ' 1',
  '1 ',
  '+1',
  '.5',
  '5.',
  '0x1',
  '1,5',
  '1234567890123456789',
  '0.0000001',
  '∞',
  '１',
];

/** Mostly a value of the declared type, now and then one of any other: data does not keep to the catalogue. */
export function anyValueOf(type: ValueType, time: Arbitrary<string>): Arbitrary<DataValue> {
  const byType: Record<ValueType, Arbitrary<DataValue>> = {
    string: anyText,
    number: fc.oneof(
      { weight: 7, arbitrary: anyNumber },
      { weight: 1, arbitrary: fc.constantFrom(...notQuiteNumbers) },
    ),
    boolean: fc.boolean(),
    time,
    list: fc.oneof(
      { weight: 4, arbitrary: fc.array(anyText, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom<DataValue>(['Oslo', 1], [null], [['Oslo']], [true]) },
    ),
  };
  return fc.oneof(
    { weight: 5, arbitrary: byType[type] },
    { weight: 1, arbitrary: fc.oneof(...Object.values(byType)) },
  );
}
