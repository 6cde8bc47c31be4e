import { z } from 'zod';
import { catalogueName } from '../ingest/records';
import { declaredType } from './declared-types';

/** Examples that are kept of one place, and characters of each. */
export const MOST_EXAMPLES = 5;
export const MOST_EXAMPLE_CHARACTERS = 100;

/**
 * Values at one place of the catalogue that are of another type than it declares, so that rules count them as missing. What others
 * need of the values is their spelling: a few different ones are examples.
 */
export const mistypedValues = z.object({
  kind: z.enum(['attribute', 'property', 'tag']),
  /** The application and event of a property; null for the others. */
  app: catalogueName.nullable(),
  event: catalogueName.nullable(),
  name: catalogueName,
  declared: declaredType,
  count: z.number().int().positive(),
  /** As they were sent, cut where they are long; what was no text, as JSON. */
  examples: z.array(z.string()).max(MOST_EXAMPLES),
});
export type MistypedValues = z.infer<typeof mistypedValues>;
