import { add, compareRationals, integer, multiply, subtract, type Rational } from './rational';

export type NumberMeasure = 'sum' | 'avg' | 'min' | 'max' | 'p25' | 'p50' | 'p75';

/** A measure of numbers, exactly; undefined over nothing, where there is no number that a comparison could hold of. */
export function measureNumbers(fn: NumberMeasure, numbers: readonly Rational[]): Rational | undefined {
  const sorted = [...numbers].sort(compareRationals);
  switch (fn) {
    case 'sum':
      return numbers.length === 0 ? undefined : sum(numbers);
    case 'avg':
      return numbers.length === 0
        ? undefined
        : multiply(sum(numbers), { numerator: 1n, denominator: BigInt(numbers.length) });
    case 'min':
      return sorted[0];
    case 'max':
      return sorted[sorted.length - 1];
    case 'p25':
      return quartile(sorted, 1);
    case 'p50':
      return quartile(sorted, 2);
    case 'p75':
      return quartile(sorted, 3);
  }
}

function sum(numbers: readonly Rational[]): Rational {
  return numbers.reduce(add, integer(0));
}

/** Between the two numbers around the place `quarters/4` of the way from the first to the last, in proportion (`percentile_cont`). */
function quartile(sorted: readonly Rational[], quarters: number): Rational | undefined {
  const place = quarters * (sorted.length - 1);
  const low = sorted[Math.floor(place / 4)];
  const high = sorted[Math.ceil(place / 4)];
  if (!low || !high) return undefined;
  const share = { numerator: BigInt(place % 4), denominator: 4n };
  return add(low, multiply(subtract(high, low), share));
}
