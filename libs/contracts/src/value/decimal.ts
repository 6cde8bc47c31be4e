import { ExactNumber } from './exact-number';

/** Digits that a number may have before and after its point; more is refused, never rounded. Columns are Decimal(24, 6). */
export const DECIMAL_INTEGER_DIGITS = 18;
export const DECIMAL_FRACTION_DIGITS = 6;

/** JSON numbers of up to this many significant digits survive a double unchanged. */
const EXACT_DOUBLE_DIGITS = 15;

const DECIMAL_TEXT = /^(-?)(\d+)(?:\.(\d+))?$/;
const JSON_LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Digits and the place of their point: `-12.5` is `-`, `125` and 2. */
interface WrittenNumber {
  readonly sign: string;
  readonly digits: string;
  readonly point: number;
}

/**
 * The canonical text of a number as rules and data write it: a JSON number, or a decimal string without exponent. `200.00` and
 * `200` both give `200`; zeros at either end do not count. Undefined when the value is no number, has more than 18 digits
 * before or 6 after the point, or is a double of so many digits that it may not be what was written.
 */
export function parseDecimal(value: unknown): string | undefined {
  const written = readNumber(value);
  return written && canonicalText(written);
}

/** Whether a value that `parseDecimal` refuses is a number all the same, only one that cannot be kept exactly. */
export function isInexactNumber(value: unknown): boolean {
  const isNumber = typeof value === 'number' || readNumber(value) !== undefined;
  return isNumber && parseDecimal(value) === undefined;
}

/** Orders two texts that `parseDecimal` has returned: negative, zero or positive as `left` is less, equal or greater. */
export function compareDecimals(left: string, right: string): number {
  const difference = toMillionths(left) - toMillionths(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact value, in millionths, of a text that `parseDecimal` has returned. */
export function toMillionths(decimal: string): bigint {
  const [integer = '0', fraction = ''] = decimal.split('.');
  return BigInt(integer + fraction.padEnd(DECIMAL_FRACTION_DIGITS, '0'));
}

function readNumber(value: unknown): WrittenNumber | undefined {
  if (typeof value === 'string') return writtenNumber(DECIMAL_TEXT.exec(value));
  if (typeof value === 'number') {
    return isExactDouble(value) ? writtenNumber(JSON_LITERAL.exec(String(value))) : undefined;
  }
  return value instanceof ExactNumber ? writtenNumber(JSON_LITERAL.exec(value.literal)) : undefined;
}

function writtenNumber(match: RegExpExecArray | null): WrittenNumber | undefined {
  if (match === null) return undefined;
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match;
  return { sign, digits: integer + fraction, point: integer.length + Number(exponent) };
}

/** Digits are looked at before they are moved by an exponent: `1e999999999` has no text. */
function canonicalText({ sign, digits, point }: WrittenNumber): string | undefined {
  const first = digits.search(/[1-9]/);
  if (first === -1) return '0';
  const significant = digits.slice(first, endOfSignificant(digits));
  const before = point - first;
  if (before > DECIMAL_INTEGER_DIGITS || significant.length - before > DECIMAL_FRACTION_DIGITS)
    return undefined;
  const integer = before > 0 ? significant.slice(0, before).padEnd(before, '0') : '0';
  const fraction = before > 0 ? significant.slice(before) : '0'.repeat(-before) + significant;
  return `${sign}${integer}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A loop, because `/0+$/` takes quadratic time for a text of a million zeros and a one. */
function endOfSignificant(digits: string): number {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return end;
}

function isExactDouble(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [mantissa = ''] = String(Math.abs(value)).split('e');
  const significant = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return significant.length <= EXACT_DOUBLE_DIGITS || Number.isSafeInteger(value);
}
