import type { QueryParameters, QueryValue } from './clickhouse.port';
import { placeholdersIn } from './placeholders';

/** A statement whose parameters are each short enough to be sent. */
export interface SentStatement {
  readonly statement: string;
  readonly parameters: QueryParameters;
}

/**
 * UTF-16 units of one parameter. ClickHouse takes fields of 131,072 bytes, however they are sent (`http_max_field_value_size`, which
 * a user's settings raise too late: it is read before them); one unit is three bytes at most.
 */
const PART_LENGTH = 32_768;
/** Quotes, comma and escapes of an element, which is counted on top of its length. */
const ELEMENT_OVERHEAD = 4;

/**
 * Leaves out parameters that the statement does not name, since the engine reads each (a plan has some for every way in which it may be
 * executed, and 20 of them take 2 ms), and sends what is longer than a field in parts, which the engine puts together before it executes anything: bitmaps and lists of ids.
 * Elements of arrays are not taken apart.
 */
export function sentStatement(statement: string, parameters: QueryParameters): SentStatement {
  let text = statement;
  const sent: Record<string, QueryValue> = {};
  const named = placeholdersIn(statement);
  for (const [name, value] of Object.entries(parameters)) {
    if (!named.has(name)) continue;
    const parts = partsOf(value);
    if (parts.length === 1) {
      sent[name] = value;
      continue;
    }
    const put = Array.isArray(value) ? 'arrayConcat' : 'concat';
    text = text.replaceAll(new RegExp(`\\{${name}:([^}]+)\\}`, 'g'), (_, type: string) => {
      return `${put}(${parts.map((_part, index) => `{${name}_part${index}:${type}}`).join(', ')})`;
    });
    for (const [index, part] of parts.entries()) sent[`${name}_part${index}`] = part;
  }
  return { statement: text, parameters: sent };
}

/** UTF-16 units of all parameters, about. */
export function lengthOf(parameters: QueryParameters): number {
  return Object.values(parameters).reduce<number>((sum, value) => sum + length(value), 0);
}

function partsOf(value: QueryValue): QueryValue[] {
  if (length(value) <= PART_LENGTH) return [value];
  if (typeof value === 'string') return partsOfText(value);
  return Array.isArray(value) ? partsOfArray(value as readonly (string | number)[]) : [value];
}

function partsOfText(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + PART_LENGTH;
    // Not between the two halves of a character.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

function partsOfArray(elements: readonly (string | number)[]): QueryValue[] {
  const parts: (string | number)[][] = [[]];
  let taken = 0;
  for (const element of elements) {
    taken += elementLength(element);
    if (taken > PART_LENGTH && parts.at(-1)?.length !== 0) {
      parts.push([]);
      taken = elementLength(element);
    }
    parts.at(-1)?.push(element);
  }
  return parts as QueryValue[];
}

function length(value: QueryValue): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return String(value).length;
  return (value as readonly (string | number)[]).reduce<number>((sum, each) => sum + elementLength(each), 0);
}

const elementLength = (element: string | number): number => String(element).length + ELEMENT_OVERHEAD;
