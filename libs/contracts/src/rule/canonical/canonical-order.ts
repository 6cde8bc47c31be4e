import { canonicalJson } from '../../value/canonical-json';

/** Values without those that are equal to another one, in an order that depends on nothing but the values. */
export function sortedUnique<Value>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}
