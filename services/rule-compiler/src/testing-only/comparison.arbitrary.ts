import {
  compareDecimals,
  isLocalDate,
  parseDecimal,
  type ComparingOperator,
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

/** What each operator of a type takes, undefined for nothing: a new operator does not compile until it is generated. */
type Operands<Type extends ValueType> = Readonly<
  Record<ComparingOperator<Type>, Arbitrary<Operand> | undefined>
>;

const presence = fc.constantFrom<Operator>('isSet', 'isNotSet').map((op): AnyComparison => ({ op }));

/** Every operator as often as the others, with its operand. */
function comparisonsOf<Type extends ValueType>(operands: Operands<Type>): Arbitrary<AnyComparison> {
  const entries = Object.entries(operands) as [Operator, Arbitrary<Operand> | undefined][];
  return fc.oneof(
    ...entries.map(([op, operand]) =>
      operand ? operand.map((value): AnyComparison => ({ op, value })) : fc.constant<AnyComparison>({ op }),
    ),
  );
}

export const anyNumberRange = fc
  .tuple(anyNumber, anyNumber)
  .map(([one, other]) =>
    compareDecimals(parseDecimal(one) ?? '', parseDecimal(other) ?? '') > 0 ? [other, one] : [one, other],
  );

/** Every comparison of numbers, of values as well as of measures. */
const anyNumbers = fc.array(anyNumber, { minLength: 1, maxLength: 4 });
export const anyNumberComparison = comparisonsOf<'number'>({
  eq: anyNumber,
  ne: anyNumber,
  gt: anyNumber,
  gte: anyNumber,
  lt: anyNumber,
  lte: anyNumber,
  between: anyNumberRange,
  in: anyNumbers,
  notIn: anyNumbers,
});

const anyTextComparison = fc
  .tuple(
    comparisonsOf<'string'>({
      eq: anyText,
      ne: anyText,
      in: anyTexts,
      notIn: anyTexts,
      contains: anyText,
      notContains: anyText,
      startsWith: anyText,
      endsWith: anyText,
      matches: anyPattern,
    }),
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
  return comparisonsOf<'time'>({
    before: time,
    after: time,
    between: range,
    inLast: anyDuration,
    notInLast: anyDuration,
    olderThan: anyDuration,
    inNext: anyDuration,
  });
}

/** Every operator of a type, with operands that data may hold. */
export function anyComparison(type: ValueType, moment: Moment): Arbitrary<AnyComparison> {
  const byType: Record<ValueType, Arbitrary<AnyComparison>> = {
    string: anyTextComparison,
    number: anyNumberComparison,
    boolean: comparisonsOf<'boolean'>({ isTrue: undefined, isFalse: undefined }),
    time: anyTimeComparison(moment),
    list: comparisonsOf<'list'>({
      isEmpty: undefined,
      isNotEmpty: undefined,
      containsAny: anyTexts,
      containsAll: anyTexts,
      containsNone: anyTexts,
    }),
  };
  return fc.oneof({ weight: 5, arbitrary: byType[type] }, { weight: 1, arbitrary: presence });
}
