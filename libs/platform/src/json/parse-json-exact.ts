import { randomUUID } from 'node:crypto';
import { ExactNumber } from '@muster/contracts';

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

/** Begins the strings that stand for long numbers while `JSON.parse` reads. Random, so that no sender can write one. */
const MARK = `number ${randomUUID()} `;

/**
 * Parses JSON without ever changing a number: a literal of 16 or more significant digits becomes an `ExactNumber`, since a
 * double would round it (money and 64-bit ids pass through here).
 *
 * Such literals are put into marked strings before `JSON.parse` sees them, and taken out again. Rejected: a second parser
 * (lossless-json), which differs from JSON.parse in duplicate keys and `__proto__`, so that long numbers elsewhere would change
 * what a document means. Node.js 20 gives a reviver no source text.
 *
 * @throws JsonError `json.malformed`, or `json.too-deep` beyond 64 levels.
 */
export function parseJsonExact(text: string): unknown {
  const marked = markLongNumbers(text);
  try {
    const value: unknown = JSON.parse(marked);
    return marked === text ? value : withExactNumbers(value);
  } catch (error) {
    throw new JsonError('json.malformed', 'the text is not JSON', { cause: error });
  }
}

/** Puts the numbers in the place of their marked strings. Recursion ends at 64 levels. */
function withExactNumbers(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, member] of Object.entries(value)) {
    const exact = withExactNumbers(member);
    // Not assigned: a member called `__proto__` is one like any other.
    if (exact !== member) {
      Object.defineProperty(value, name, {
        value: exact,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Walks over the tokens of the text once: counts the levels, and marks the numbers that are too long. */
function markLongNumbers(text: string): string {
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
        result += `${text.slice(copied, at)}"${MARK}${literal}"`;
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
