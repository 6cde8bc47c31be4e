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
 * An element of an array that is longer than a field is put together in the same way.
 */
export function sentStatement(statement: string, parameters: QueryParameters): SentStatement {
  let text = statement;
  const sent: Record<string, QueryValue> = {};
  const named = placeholdersIn(statement);
  for (const [name, value] of Object.entries(parameters)) {
    if (!named.has(name)) continue;
    const parts = partsOf(name, value);
    if (parts.length === 1 && parts[0]?.type === 'whole') {
      sent[name] = value;
      continue;
    }
    const put = Array.isArray(value) ? 'arrayConcat' : 'concat';
    text = text.replaceAll(new RegExp(`\\{${name}:([^}]+)\\}`, 'g'), (_, type: string) => {
      return `${put}(${parts.map((part) => rendered(part, type)).join(', ')})`;
    });
    for (const part of parts.flatMap((each) => (each.type === 'element' ? each.texts : each))) {
      sent[part.name] = part.value;
    }
  }
  return { statement: text, parameters: sent };
}

/** UTF-16 units of all parameters, about. */
export function lengthOf(parameters: QueryParameters): number {
  return Object.values(parameters).reduce<number>((sum, value) => sum + length(value), 0);
}

/** What is sent as one field. */
interface Field {
  readonly type: 'whole';
  readonly name: string;
  readonly value: QueryValue;
}

/** An element of an array that is too long for a field, as the texts that make it up. */
interface LongElement {
  readonly type: 'element';
  readonly texts: readonly Field[];
}

function rendered(part: Field | LongElement, type: string): string {
  if (part.type === 'whole') return `{${part.name}:${type}}`;
  return `[concat(${part.texts.map(({ name }) => `{${name}:String}`).join(', ')})]`;
}

function partsOf(name: string, value: QueryValue): readonly (Field | LongElement)[] {
  const partName = (index: number): string => `${name}_part${index}`;
  if (length(value) <= PART_LENGTH) return [{ type: 'whole', name, value }];
  if (typeof value === 'string') return fieldsOf(partsOfText(value), partName);
  if (!Array.isArray(value)) return [{ type: 'whole', name, value }];
  return partsOfArray(value as readonly (string | number)[]).map((elements, index) => {
    const [first] = elements;
    // A part of more than its length has one element.
    if (typeof first !== 'string' || length(elements as QueryValue) <= PART_LENGTH) {
      return { type: 'whole', name: partName(index), value: elements as QueryValue };
    }
    return {
      type: 'element',
      texts: fieldsOf(partsOfText(first), (piece) => `${partName(index)}_${piece}`),
    };
  });
}

function fieldsOf(texts: readonly string[], nameOf: (index: number) => string): Field[] {
  return texts.map((value, index) => ({ type: 'whole', name: nameOf(index), value }));
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

function partsOfArray(elements: readonly (string | number)[]): (string | number)[][] {
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
  return parts;
}

function length(value: QueryValue): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return String(value).length;
  return (value as readonly (string | number)[]).reduce<number>((sum, each) => sum + elementLength(each), 0);
}

const elementLength = (element: string | number): number => String(element).length + ELEMENT_OVERHEAD;
