import { type DataValue, ExactNumber, isInexactNumber, parseDecimal } from '@muster/contracts';
import { broken, type Checked, accepted } from './row-problem';
import { landTime } from './landed-time';
import type { ZoneClock } from './zone-clock';

/**
 * Every typed form that a value has. The catalogue is not asked: it may declare a type after the data has come, and a value
 * without the declared form counts as missing. No form at all: a list that does not consist of strings.
 */
export interface TypedValue {
  readonly text?: string;
  /** Canonical decimal text, at most 18 digits before and 6 after the point. */
  readonly number?: string;
  readonly boolean?: boolean;
  /** UTC, as the engine reads it. */
  readonly time?: string;
  readonly list?: readonly string[];
}

/** How a value of a file or a message becomes typed: cells of CSV are texts only, JSON has types. */
export type Typing = (value: DataValue, clock: ZoneClock) => Checked<TypedValue>;

const NO_FORM: TypedValue = Object.freeze({});
/** Half of a surrogate pair: JavaScript can hold it, UTF-8 and the engine cannot. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A value of JSON. A number that cannot be kept exactly is refused, never rounded. */
export const typeJsonValue: Typing = (value, clock) => {
  switch (typeof value) {
    case 'string':
      return isText(value) ? accepted(typedText(value, clock)) : notText();
    case 'number':
      return typedNumber(value);
    case 'boolean':
      return accepted({ boolean: value });
    default:
      if (value instanceof ExactNumber) return typedNumber(value);
      if (!value.every((item): item is string => typeof item === 'string')) return accepted(NO_FORM);
      return value.every(isText) ? accepted({ list: value }) : notText();
  }
};

/** Spellings of `true` and `false` in cells, in any case: a cell cannot say that it is no text. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['yes', true],
  ['no', false],
  ['1', true],
  ['0', false],
]);
const LONGEST_BOOLEAN = 'false'.length;

/** A cell of CSV: a text, and everything that the text can be read as. A list is written as JSON: `["a","b"]`. */
export const typeCell: Typing = (value, clock) => {
  if (typeof value !== 'string') return typeJsonValue(value, clock);
  const typed = typedText(value, clock);
  const boolean = value.length <= LONGEST_BOOLEAN ? BOOLEANS.get(value.toLowerCase()) : undefined;
  if (boolean !== undefined) return accepted({ ...typed, boolean });
  const list = value.startsWith('[') ? readList(value) : undefined;
  return accepted(list === undefined ? typed : { ...typed, list });
};

/** Whether a text can be kept as it is. */
export function isText(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

function typedText(text: string, clock: ZoneClock): TypedValue {
  // Numbers and times begin with a digit or a sign: most texts are told apart by one look.
  const first = text.charCodeAt(0);
  const couldBeOne = (first >= 48 && first <= 57) || first === 45;
  if (!couldBeOne) return { text };
  const time = landTime(text, clock)?.utc;
  return withNumber({ text, ...(time !== undefined && { time }) }, parseDecimal(text));
}

function typedNumber(value: number | ExactNumber): Checked<TypedValue> {
  return isInexactNumber(value) ? numberOutOfRange() : accepted(withNumber({}, parseDecimal(value)));
}

/** What is wrong with a number that cannot be kept exactly. */
export function numberOutOfRange(): Checked<never> {
  return broken(
    'row.number-out-of-range',
    'a number has at most 18 digits before and 6 after the point, zeros at the end not counted',
  );
}

function withNumber(value: TypedValue, number: string | undefined): TypedValue {
  return number === undefined ? value : { ...value, number };
}

function notText(): Checked<never> {
  return broken('row.text-invalid', 'the text has half of a surrogate pair, which no UTF-8 text can have');
}

function readList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string' && isText(item));
    return isList ? (value as readonly string[]) : undefined;
  } catch {
    // A text that begins with a bracket and is no JSON is a text.
    return undefined;
  }
}
