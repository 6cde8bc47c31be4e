/** Levels of nesting that a document may have; far below what overflows the stack of a parser or a schema check. */
export const MAX_JSON_DEPTH = 64;

/** Decimal digits that every double carries faithfully (IEEE 754: 15). More of them and the number may be another one. */
const EXACT_DIGITS = 15;

export type JsonErrorCode = 'json.malformed' | 'json.too-deep';

/** A text that is no JSON, or nests too deeply. */
export class JsonError extends Error {
  constructor(
    readonly code: JsonErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'JsonError';
  }
}

/**
 * Parses JSON without ever changing a number: a literal of 16 or more significant digits becomes a decimal string, since a
 * double would round it (money and 64-bit ids pass through here).
 *
 * Such literals are put in quotes before `JSON.parse` sees them. Rejected: a second parser (lossless-json), which differs from
 * JSON.parse in duplicate keys and `__proto__`, so that long numbers elsewhere would change what a document means.
 *
 * @throws JsonError `json.malformed`, or `json.too-deep` beyond 64 levels.
 */
export function parseJsonExact(text: string): unknown {
  const exact = quoteLongNumbers(text);
  try {
    return JSON.parse(exact);
  } catch (error) {
    throw new JsonError('json.malformed', 'the text is not JSON', { cause: error });
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Walks over the tokens of the text once: counts the levels, and quotes the numbers that are too long. */
function quoteLongNumbers(text: string): string {
  let depth = 0;
  let copied = 0;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) {
        throw new JsonError('json.too-deep', `the JSON nests deeper than ${MAX_JSON_DEPTH} levels`);
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at;
      const literal = NUMBER.exec(text)?.[0];
      if (literal === undefined) continue;
      // A number in the place of a key stays as it is, so that it stays malformed.
      if (isLong(literal) && !/^\s*:/.test(text.slice(at + literal.length, at + literal.length + 64))) {
        result += `${text.slice(copied, at)}"${plainDecimal(literal)}"`;
        copied = at + literal.length;
      }
      at += literal.length - 1;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

function isLong(literal: string): boolean {
  if (literal.length <= EXACT_DIGITS) return false;
  const digits = literal.replace(/[eE].*$/, '').replace(/[-.]/g, '');
  return digits.replace(/^0+|0+$/g, '').length > EXACT_DIGITS;
}

/** Doubles end at 1e308; a literal with a larger exponent is kept as it was written. */
const MAX_EXPONENT = 308;

/** The literal without an exponent: `12345678901234567e-3` is `12345678901234.567`. */
function plainDecimal(literal: string): string {
  const [mantissa = '', exponentText] = literal.split(/[eE]/);
  const exponent = Number(exponentText ?? 0);
  if (exponent === 0 || Math.abs(exponent) > MAX_EXPONENT) return exponent === 0 ? mantissa : literal;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length)
    return sign + (digits + '0'.repeat(point - digits.length)).replace(/^0+(?=\d)/, '');
  return `${sign}${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`;
}
