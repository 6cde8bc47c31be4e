import {
  comparesValuesOf,
  type ComparingOperator,
  type Duration,
  type Operand,
  type Operator,
  type ValueType,
} from '@muster/contracts';
import type { Evaluation } from './evaluation';
import { rationalOf } from './rational';
import { satisfiesNumber } from './satisfies-number';
import { satisfiesText } from './satisfies-text';
import { isWithin, spanOfLast, spanOfNext, spanOfTime } from './spans';
import type { TypedValue } from './typed-value';

export interface ReferenceComparison {
  readonly op: Operator;
  readonly value?: Operand | undefined;
  readonly ignoreCase?: boolean | undefined;
}

/** A comparison of values of one type. */
export type ComparisonOf<Type extends ValueType> = ReferenceComparison & {
  readonly op: ComparingOperator<Type>;
};

/** Whether a value satisfies a comparison; a missing one satisfies none, but `isNotSet`. */
export function satisfies(
  value: TypedValue | undefined,
  comparison: ReferenceComparison,
  evaluation: Evaluation,
): boolean {
  const { op } = comparison;
  if (op === 'isNotSet') return value === undefined;
  if (value === undefined) return false;
  if (op === 'isSet') return true;
  switch (value.type) {
    case 'string':
      return satisfiesText(value.text, comparisonOf(value.type, comparison));
    case 'number':
      return satisfiesNumber(
        rationalOf(value.decimal),
        comparisonOf(value.type, comparison).op,
        comparison.value,
      );
    case 'boolean':
      return satisfiesBoolean(value.is, comparisonOf(value.type, comparison));
    case 'time':
      return satisfiesTime(value.micros, comparisonOf(value.type, comparison), evaluation);
    case 'list':
      return satisfiesList(value.texts, comparisonOf(value.type, comparison));
  }
}

/** @throws RangeError for an operator of another type, which the check of a rule refuses. */
function comparisonOf<Type extends ValueType>(
  type: Type,
  comparison: ReferenceComparison,
): ComparisonOf<Type> {
  if (!comparesValuesOf(type, comparison))
    throw new RangeError(`no operator of type ${type}: ${comparison.op}`);
  return comparison;
}

function satisfiesBoolean(is: boolean, { op }: ComparisonOf<'boolean'>): boolean {
  switch (op) {
    case 'isTrue':
      return is;
    case 'isFalse':
      return !is;
  }
}

function satisfiesTime(micros: bigint, { op, value }: ComparisonOf<'time'>, evaluation: Evaluation): boolean {
  const time = (operand: Operand | undefined) => spanOfTime(operand as string, evaluation.timeZone);
  const duration = value as Duration;
  switch (op) {
    case 'before':
      return micros < time(value).first;
    case 'after':
      return micros >= time(value).end;
    case 'between': {
      const [low, high] = value as string[];
      return micros >= time(low).first && micros < time(high).end;
    }
    case 'inLast':
      return isWithin(micros, spanOfLast(duration, evaluation));
    case 'notInLast':
      return !isWithin(micros, spanOfLast(duration, evaluation));
    case 'olderThan':
      return micros < spanOfLast(duration, evaluation).first;
    case 'inNext':
      return isWithin(micros, spanOfNext(duration, evaluation));
  }
}

function satisfiesList(texts: readonly string[], { op, value }: ComparisonOf<'list'>): boolean {
  const asked = value as string[];
  switch (op) {
    case 'containsAny':
      return asked.some((text) => texts.includes(text));
    case 'containsAll':
      return asked.every((text) => texts.includes(text));
    case 'containsNone':
      return !asked.some((text) => texts.includes(text));
    case 'isEmpty':
      return texts.length === 0;
    case 'isNotEmpty':
      return texts.length > 0;
  }
}
