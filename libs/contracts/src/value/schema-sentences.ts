import type { z } from 'zod';
import { ExactNumber } from './exact-number';
import { MISSING, MUST_BE } from './schema-wording';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a date such as 2026-11-01',
  datetime: 'must be an instant such as 2026-11-01T12:00:00Z',
  uuid: 'must be a UUID',
  url: 'must be a URL',
};

/**
 * Sentences in the place of zod's own texts, for everything that people send: `schema.safeParse(value, { error: schemaSentences })`.
 * They say what a value must be, in the words of JSON; the place is told beside them. A schema's own message goes first.
 */
export const schemaSentences: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return MISSING;
      return `${MUST_BE}${noun(issue.expected)}, not ${nounOf(issue.input)}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the form that is asked for';
    case 'invalid_value':
      return issue.input === undefined ? MISSING : `must be ${alternatives(issue.values.map(written))}`;
    case 'unrecognized_keys':
      return 'is no field here; leave it out or correct its name';
    case 'invalid_union':
      return ofUnion(issue);
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues[0]?.message;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'custom':
      return undefined;
  }
};

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === 'string') {
    return Number(minimum) === 1 ? 'must not be empty' : `must have at least ${minimum} characters`;
  }
  if (origin === 'array') return `must have at least ${counted(minimum, 'entry', 'entries')}`;
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (origin === 'string') return `must have at most ${counted(maximum, 'character', 'characters')}`;
  if (origin === 'array') return `must have at most ${counted(maximum, 'entry', 'entries')}`;
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
}

/** Where every form of a union wants another type, the types are what may be there; else the closest form says what it misses. */
function ofUnion(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (issue.input === undefined) return MISSING;
  const firsts = issue.errors.map(([first]) => first);
  const types = firsts.flatMap((first) => (first?.path.length === 0 ? typesOf(first) : []));
  if (types.length >= firsts.length && types.length > 0) {
    return `${MUST_BE}${alternatives([...new Set(types)])}, not ${nounOf(issue.input)}`;
  }
  const inner = firsts.find((first) => first !== undefined && typesOf(first).length === 0);
  return inner?.message ?? 'has none of the forms that are allowed here';
}

function typesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_type') return [noun(issue.expected)];
  if (issue.code === 'custom' && issue.message.startsWith(MUST_BE))
    return [issue.message.slice(MUST_BE.length)];
  return issue.code === 'invalid_value' ? issue.values.map(written) : [];
}

function noun(expected: string): string {
  return NOUNS[expected] ?? expected;
}

function nounOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof ExactNumber) return noun('number');
  return noun(Array.isArray(value) ? 'array' : typeof value);
}

function written(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function alternatives(of: readonly string[]): string {
  const last = of.at(-1) ?? '';
  return of.length < 2 ? last : `${of.slice(0, -1).join(', ')} or ${last}`;
}

function counted(number: number | bigint, one: string, many: string): string {
  return `${number} ${Number(number) === 1 ? one : many}`;
}
