import type { ValueTransformer } from 'typeorm';

/** `bigint` columns hold counts below 2^53, which JavaScript carries exactly; the driver hands them out as text. */
export const wholeNumber: ValueTransformer = {
  to: (value: number | null): number | null => value,
  from: (text: string | null): number | null => (text === null ? null : Number(text)),
};
