import { z } from 'zod';
import { catalogueName } from '../ingest/records';

/** Types of properties and attributes. A list is a list of strings. */
export const valueType = z.enum(['string', 'number', 'boolean', 'time', 'list']);
export type ValueType = z.infer<typeof valueType>;

/** Most values of one category tag. */
export const MOST_TAG_VALUES = 10_000;

export const tagDefinition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flag') }),
  z.strictObject({
    kind: z.literal('category'),
    values: z.array(z.string().min(1).max(256)).min(1).max(MOST_TAG_VALUES),
  }),
  z.strictObject({ kind: z.literal('number') }),
]);
export type TagDefinition = z.infer<typeof tagDefinition>;

/** Properties of an event by name. */
export const eventDefinition = z.strictObject({ properties: z.record(catalogueName, valueType) });
export type EventSchema = z.infer<typeof eventDefinition>;

export const applicationDefinition = z.strictObject({ events: z.record(catalogueName, eventDefinition) });
export type ApplicationDefinition = z.infer<typeof applicationDefinition>;

/**
 * What an organisation has declared: rules can name nothing else. The whole catalogue and a slice of it have the same shape.
 */
export const catalogueSchema = z.strictObject({
  applications: z.record(catalogueName, applicationDefinition),
  attributes: z.record(catalogueName, valueType),
  tags: z.record(catalogueName, tagDefinition),
});
export type Catalogue = z.infer<typeof catalogueSchema>;

export const emptyCatalogue: Catalogue = Object.freeze({ applications: {}, attributes: {}, tags: {} });
