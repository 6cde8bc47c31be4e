/** Digits that a number may have before and after its point; more is refused, never rounded. Columns are Decimal(24, 6). */
export const DECIMAL_INTEGER_DIGITS = 18;
export const DECIMAL_FRACTION_DIGITS = 6;

/** JSON numbers of up to this many significant digits survive a double unchanged. */
const EXACT_DOUBLE_DIGITS = 15;

const ANY_DECIMAL = /^-?\d+(\.\d+)?$/;
const DECIMAL = new RegExp(
  `^(-?)(\\d{1,${DECIMAL_INTEGER_DIGITS}})(?:\\.(\\d{1,${DECIMAL_FRACTION_DIGITS}}))?$`,
);

/**
 * The canonical text of a number as rules and data write it: a JSON number, or a decimal string without exponent. `200.00` and
 * `200` both give `200`. Undefined when the value is no number, has more than 18 digits before or 6 after the point, or
 * is a JSON number of so many digits that a double may not have kept what was written.
 */
export function parseDecimal(value: unknown): string | undefined {
  if (typeof value === 'number') {
    // Doubles that JavaScript writes with an exponent (1e21, 1e-7) have too many digits anyway.
    return isExactDouble(value) ? normaliseText(String(value)) : undefined;
  }
  return typeof value === 'string' ? normaliseText(value) : undefined;
}

/** Whether a value that `parseDecimal` refuses is a number all the same, only one that cannot be kept exactly. */
export function isInexactNumber(value: unknown): boolean {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && ANY_DECIMAL.test(value));
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

function normaliseText(text: string): string | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = '', digits = '', fractionDigits = ''] = match;
  const integer = digits.replace(/^0+(?=\d)/, '');
  const fraction = fractionDigits.replace(/0+$/, '');
  const magnitude = fraction === '' ? integer : `${integer}.${fraction}`;
  return magnitude === '0' ? '0' : sign + magnitude;
}

function isExactDouble(value: number): boolean {
  const [mantissa = ''] = String(Math.abs(value)).split('e');
  const significant = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return significant.length <= EXACT_DOUBLE_DIGITS || Number.isSafeInteger(value);
}
