import {
  isLocalDate,
  parseDataInstant,
  parseDecimal,
  type DataValue,
  type ValueType,
} from '@muster/contracts';
import { firstInstantOf } from './local-time';

/** A value of the type that the catalogue declares. */
export type TypedValue =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'number'; readonly decimal: string }
  | { readonly type: 'boolean'; readonly is: boolean }
  /** Microseconds since 1970. */
  | { readonly type: 'time'; readonly micros: bigint }
  | { readonly type: 'list'; readonly texts: readonly string[] };

/** A value as the catalogue declares it; undefined when there is none, or one of another type. */
export function typedValue(
  value: DataValue | null | undefined,
  type: ValueType,
  timeZone: string,
): TypedValue | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? { type, text: value } : undefined;
    case 'number': {
      const decimal = parseDecimal(value);
      return decimal === undefined ? undefined : { type, decimal };
    }
    case 'boolean':
      return typeof value === 'boolean' ? { type, is: value } : undefined;
    case 'time': {
      const micros = timeOf(value, timeZone);
      return micros === undefined ? undefined : { type, micros };
    }
    case 'list': {
      if (!Array.isArray(value)) return undefined;
      const texts = value.filter((element) => typeof element === 'string');
      return texts.length === value.length ? { type, texts } : undefined;
    }
  }
}

/** An instant, or a local date, which in data means its first instant. */
function timeOf(value: unknown, timeZone: string): bigint | undefined {
  if (isLocalDate(value)) return firstInstantOf(value, timeZone);
  const instant = parseDataInstant(value);
  return instant === undefined ? undefined : microsOf(instant);
}

/** Microseconds since 1970 of a canonical UTC text. */
export function microsOf(instant: string): bigint {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? '';
  const seconds = BigInt(Date.parse(`${instant.slice(0, 19)}Z`)) * 1000n;
  return seconds + BigInt(fraction.padEnd(6, '0'));
}
