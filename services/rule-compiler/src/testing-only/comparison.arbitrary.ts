import {
  compareDecimals,
  isLocalDate,
  parseDecimal,
  type Operand,
  type Operator,
  type ValueType,
} from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { firstInstantOf } from '../reference/local-time';
import { microsOf } from '../reference/typed-value';
import { timeNear, type Moment } from './moment.arbitrary';
import { anyPattern, anyText, anyTexts } from './text.arbitrary';
import { anyNumber } from './value.arbitrary';
import { anyDuration } from './window.arbitrary';

export interface AnyComparison {
  op: Operator;
  value?: Operand;
  ignoreCase?: boolean;
}

const bare = (...ops: Operator[]): Arbitrary<AnyComparison> => fc.constantFrom(...ops).map((op) => ({ op }));
const withValue = (ops: Operator[], value: Arbitrary<Operand>): Arbitrary<AnyComparison> =>
  fc.record({ op: fc.constantFrom(...ops), value });
const presence = bare('isSet', 'isNotSet');

export const anyNumberRange = fc
  .tuple(anyNumber, anyNumber)
  .map(([one, other]) =>
    compareDecimals(parseDecimal(one) ?? '', parseDecimal(other) ?? '') > 0 ? [other, one] : [one, other],
  );

/** Every comparison of numbers, of values as well as of measures. */
export const anyNumberComparison = fc.oneof(
  { weight: 3, arbitrary: withValue(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'], anyNumber) },
  { weight: 1, arbitrary: withValue(['between'], anyNumberRange) },
  { weight: 1, arbitrary: withValue(['in', 'notIn'], fc.array(anyNumber, { minLength: 1, maxLength: 4 })) },
);

const anyTextComparison = fc
  .tuple(
    fc.oneof(
      {
        weight: 3,
        arbitrary: withValue(['eq', 'ne', 'contains', 'notContains', 'startsWith', 'endsWith'], anyText),
      },
      { weight: 2, arbitrary: withValue(['in', 'notIn'], anyTexts) },
      { weight: 2, arbitrary: withValue(['matches'], anyPattern) },
    ),
    fc.boolean(),
  )
  .map(([comparison, ignoreCase]) => ({ ...comparison, ignoreCase }));

function anyTimeComparison(moment: Moment): Arbitrary<AnyComparison> {
  const time = timeNear(moment);
  const begins = (text: string): bigint =>
    isLocalDate(text) ? firstInstantOf(text, moment.timeZone) : microsOf(text);
  // A date and an instant of that date are in order either way.
  const range = fc
    .tuple(time, time)
    .map(([one, other]) => (begins(one) > begins(other) ? [other, one] : [one, other]));
  return fc.oneof(
    { weight: 2, arbitrary: withValue(['before', 'after'], time) },
    { weight: 2, arbitrary: withValue(['between'], range) },
    { weight: 4, arbitrary: withValue(['inLast', 'notInLast', 'olderThan', 'inNext'], anyDuration) },
  );
}

/** Every operator of a type, with operands that data may hold. */
export function anyComparison(type: ValueType, moment: Moment): Arbitrary<AnyComparison> {
  const byType: Record<ValueType, Arbitrary<AnyComparison>> = {
    string: anyTextComparison,
    number: anyNumberComparison,
    boolean: bare('isTrue', 'isFalse'),
    time: anyTimeComparison(moment),
    list: fc.oneof(
      bare('isEmpty', 'isNotEmpty'),
      withValue(['containsAny', 'containsAll', 'containsNone'], anyTexts),
    ),
  };
  return fc.oneof({ weight: 5, arbitrary: byType[type] }, { weight: 1, arbitrary: presence });
}
