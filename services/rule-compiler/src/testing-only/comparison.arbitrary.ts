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
import { anyNumber, anyPattern, anyText, anyTexts } from './value.arbitrary';

export interface AnyComparison {
  op: Operator;
  value?: Operand;
  ignoreCase?: boolean;
}

const bare = (...ops: Operator[]): Arbitrary<AnyComparison> => fc.constantFrom(...ops).map((op) => ({ op }));
const withValue = (ops: Operator[], value: Arbitrary<Operand>): Arbitrary<AnyComparison> =>
  fc.record({ op: fc.constantFrom(...ops), value });
const presence = bare('isSet', 'isNotSet');

const anyNumberRange = fc
  .tuple(anyNumber, anyNumber)
  .map(([one, other]) =>
    compareDecimals(parseDecimal(one) ?? '', parseDecimal(other) ?? '') > 0 ? [other, one] : [one, other],
  );

/** Every comparison of numbers, of values as well as of measures. */
export const anyNumberComparison = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: anyNumber }),
  fc.record({ op: fc.constant('between'), value: anyNumberRange }),
  fc.record({
    op: fc.constantFrom('in', 'notIn'),
    value: fc.array(anyNumber, { minLength: 1, maxLength: 4 }),
  }),
) as Arbitrary<AnyComparison>;

const anyTextComparison = fc
  .tuple(
    fc.oneof(
      withValue(['eq', 'ne', 'contains', 'notContains', 'startsWith', 'endsWith'], anyText),
      withValue(['in', 'notIn'], anyTexts),
      withValue(['matches'], anyPattern),
    ),
    fc.boolean(),
  )
  .map(([comparison, ignoreCase]) => ({ ...comparison, ignoreCase }));

export const anyDuration = fc.record({
  n: fc.constantFrom(1, 2, 7, 30, 100_000),
  unit: fc.constantFrom('day', 'week', 'month', 'hour', 'minute'),
});

function anyTimeComparison(moment: Moment): Arbitrary<AnyComparison> {
  const time = timeNear(moment);
  const begins = (text: string): bigint =>
    isLocalDate(text) ? firstInstantOf(text, moment.timeZone) : microsOf(text);
  // A date and an instant of that date are in order either way.
  const range = fc
    .tuple(time, time)
    .map(([one, other]) => (begins(one) > begins(other) ? [other, one] : [one, other]));
  return fc.oneof(
    withValue(['before', 'after'], time),
    withValue(['between'], range),
    withValue(['inLast', 'notInLast', 'olderThan', 'inNext'], anyDuration as Arbitrary<Operand>),
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
