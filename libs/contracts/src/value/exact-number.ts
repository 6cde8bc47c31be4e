import { z } from 'zod';
import { MUST_BE } from './schema-wording';

/**
 * A number of JSON that a double would change, as it was written: `12345678901234567.5`. Not a string, because a string is
 * a value of another type: where the catalogue declares a string, a number counts as missing however many digits it has.
 *
 * Rejected: bigint, which has no fraction.
 */
export class ExactNumber {
  constructor(
    /** The literal of the JSON text, an exponent included. */
    readonly literal: string,
  ) {}

  toString(): string {
    return this.literal;
  }

  /** JavaScript cannot write such a number as one. Rules keep their meaning: a decimal string is a number where a number is asked for. */
  toJSON(): string {
    return this.literal;
  }
}

/** A number of JSON, whether a double carries it or not. Published as `{"type":"number"}`. */
export const jsonNumber = z.custom<number | ExactNumber>(
  (value) => (typeof value === 'number' && Number.isFinite(value)) || value instanceof ExactNumber,
  { error: `${MUST_BE}a number` },
);
