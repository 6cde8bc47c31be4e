import { RE2JS } from 're2js';
import type { ComparisonOf } from './satisfies';

/** Compares a text letter by letter; `ignoreCase` by simple case folding, which is how `iu` expressions compare. */
export function satisfiesText(
  text: string,
  { op, value, ignoreCase = false }: ComparisonOf<'string'>,
): boolean {
  const asked = Array.isArray(value) ? value.map(String) : [value as string];
  const [first = ''] = asked;
  const finds = (before: string, literal: string, after: string): boolean =>
    new RegExp(`${before}${escape(literal)}${after}`, ignoreCase ? 'iu' : 'u').test(text);
  const equals = (other: string): boolean => finds('^', other, '$');
  switch (op) {
    case 'eq':
    case 'in':
      return asked.some(equals);
    case 'ne':
    case 'notIn':
      return !asked.some(equals);
    case 'contains':
      return finds('', first, '');
    case 'notContains':
      return !finds('', first, '');
    case 'startsWith':
      return finds('^', first, '');
    case 'endsWith':
      return finds('', first, '$');
    case 'matches':
      return RE2JS.compile(first, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
        .matcher(text)
        .find();
  }
}

/** Every letter by its code point: nothing in it can be taken for syntax. */
function escape(literal: string): string {
  return Array.from(literal, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`).join('');
}
