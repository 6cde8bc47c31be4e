import { compareDecimals, isInexactNumber, parseDecimal } from '../../value/decimal';
import { pointerTo } from '../../value/json-pointer';
import type { OperandShape } from '../operand-shapes';
import type { CheckContext } from './check-context';
import { checkDuration } from './check-duration';
import { checkTime, isReversedTimeRange } from './check-time';
import { describe, quote } from './wording';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Checks one literal; returns its canonical text, or nothing when it is wrong and reported. */
type CheckLiteral = (context: CheckContext, value: unknown, pointer: string) => string | undefined;

/** Checks the operand of an operator against the shape that the operator takes. */
export function checkOperand(
  context: CheckContext,
  shape: Exclude<OperandShape, 'none'>,
  value: unknown,
  pointer: string,
): void {
  switch (shape) {
    case 'text':
      checkText(context, value, pointer);
      return;
    case 'texts':
      checkValues(context, value, pointer, checkText);
      return;
    case 'pattern':
      checkPattern(context, value, pointer);
      return;
    case 'number':
      checkNumber(context, value, pointer);
      return;
    case 'numbers':
      checkValues(context, value, pointer, checkNumber);
      return;
    case 'numberRange':
      checkRange(context, value, pointer, checkNumber, (low, high) => compareDecimals(low, high) > 0);
      return;
    case 'time':
      checkTime(context, value, pointer);
      return;
    case 'timeRange':
      checkRange(context, value, pointer, checkTime, isReversedTimeRange);
      return;
    case 'duration':
      checkDuration(context, value, pointer);
      return;
  }
}

/** Checks a list of literals, of which there must be some but not too many. */
export function checkValues(
  context: CheckContext,
  value: unknown,
  pointer: string,
  checkLiteral: CheckLiteral,
): void {
  if (!Array.isArray(value)) {
    context.report('rule.value-type', pointer, `Write a list of values, not ${describe(value)}.`);
    return;
  }
  if (value.length === 0) {
    context.report('rule.empty-values', pointer, 'Name at least one value: an empty list matches nobody.');
    return;
  }
  const limit = context.limits.values;
  if (value.length > limit) {
    const message = `Name at most ${limit} values, not ${value.length}; import a longer list as an audience or tag instead.`;
    context.report('rule.list-too-long', pointer, message);
    return;
  }
  value.forEach((literal: unknown, index) => checkLiteral(context, literal, pointerTo(pointer, index)));
}

export function checkText(context: CheckContext, value: unknown, pointer: string): string | undefined {
  if (typeof value !== 'string') {
    context.report('rule.value-type', pointer, `Write a string, not ${describe(value)}.`);
    return undefined;
  }
  // UTF-8 has no such text: the engine would be asked for U+FFFD instead.
  if (LONE_SURROGATE.test(value)) {
    const message = `Correct the text ${quote(value)}: it has half of a surrogate pair, which is no character.`;
    context.report('rule.text-invalid', pointer, message);
    return undefined;
  }
  return value;
}

function checkPattern(context: CheckContext, value: unknown, pointer: string): void {
  const pattern = checkText(context, value, pointer);
  if (pattern === undefined) {
    return;
  }
  const limit = context.limits.patternLength;
  const length = Array.from(pattern).length;
  if (length > limit) {
    const message = `Shorten the regular expression: it has ${length} characters, and at most ${limit} are allowed.`;
    context.report('rule.regex-too-long', pointer, message);
  } else if (!context.isValidRegex(pattern)) {
    const message = `Correct the regular expression ${quote(pattern)}: it is not RE2 syntax (no lookaround, no backreferences), too large, or names a Unicode property that is not a category or script up to Unicode 15.`;
    context.report('rule.regex-invalid', pointer, message);
  }
}

function checkNumber(context: CheckContext, value: unknown, pointer: string): string | undefined {
  const decimal = parseDecimal(value);
  if (decimal !== undefined) {
    return decimal;
  }
  if (isInexactNumber(value)) {
    const message =
      'Write a number of at most 18 digits before and 6 after the point, zeros at the end not counted: numbers are never rounded.';
    context.report('rule.value-out-of-range', pointer, message);
  } else {
    const message = `Write a number or a decimal string such as "200.00", not ${describeLiteral(value)}.`;
    context.report('rule.value-type', pointer, message);
  }
  return undefined;
}

function checkRange(
  context: CheckContext,
  value: unknown,
  pointer: string,
  checkLiteral: CheckLiteral,
  isReversed: (low: string, high: string) => boolean,
): void {
  if (!Array.isArray(value) || value.length !== 2) {
    context.report('rule.value-type', pointer, 'Write the two ends of the range as [low, high].');
    return;
  }
  const low = checkLiteral(context, value[0], pointerTo(pointer, 0));
  const high = checkLiteral(context, value[1], pointerTo(pointer, 1));
  if (low !== undefined && high !== undefined && isReversed(low, high)) {
    const message = `Swap the ends of the range: ${quote(low)} comes after ${quote(high)}.`;
    context.report('rule.range-reversed', pointer, message);
  }
}

function describeLiteral(value: unknown): string {
  return typeof value === 'string' ? quote(value) : describe(value);
}
