import type { Duration, Operand, Operator } from '@muster/contracts';
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
      return satisfiesText(value.text, comparison);
    case 'number':
      return satisfiesNumber(rationalOf(value.decimal), op, comparison.value);
    case 'boolean':
      return op === 'isTrue' ? value.is : !value.is;
    case 'time':
      return satisfiesTime(value.micros, comparison, evaluation);
    case 'list':
      return satisfiesList(value.texts, comparison);
  }
}

function satisfiesTime(micros: bigint, { op, value }: ReferenceComparison, evaluation: Evaluation): boolean {
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
    default:
      throw new RangeError(`no operator of times: ${op}`);
  }
}

function satisfiesList(texts: readonly string[], { op, value }: ReferenceComparison): boolean {
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
    default:
      throw new RangeError(`no operator of lists: ${op}`);
  }
}
