import { toMillionths } from '@muster/contracts';

/** An exact number: a quotient of integers, the denominator above zero. Not reduced; nothing here grows large. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const MILLION = 1_000_000n;

/** The number that a canonical decimal text says. */
export function rationalOf(decimal: string): Rational {
  return { numerator: toMillionths(decimal), denominator: MILLION };
}

export function integer(value: number): Rational {
  return { numerator: BigInt(value), denominator: 1n };
}

export function add(left: Rational, right: Rational): Rational {
  return {
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

export function subtract(left: Rational, { numerator, denominator }: Rational): Rational {
  return add(left, { numerator: -numerator, denominator });
}

export function multiply(left: Rational, right: Rational): Rational {
  return {
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
  };
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`. */
export function compareRationals(left: Rational, right: Rational): number {
  const { numerator } = subtract(left, right);
  return numerator < 0n ? -1 : numerator > 0n ? 1 : 0;
}
