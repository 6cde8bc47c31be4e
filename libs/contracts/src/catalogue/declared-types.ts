import { z } from 'zod';
import { catalogueName } from '../ingest/records';
import { valueType, type Catalogue } from './catalogue';

/** What kind of value a place is declared to have: a type, or the kind of a tag. */
export const declaredType = z.enum([...valueType.options, 'flag', 'category']);
export type DeclaredType = z.infer<typeof declaredType>;

/** A catalogue as far as those who land values need it: types by name, without the values of category tags. */
export const declaredTypesSchema = z.object({
  attributes: z.record(catalogueName, valueType),
  tags: z.record(catalogueName, z.enum(['flag', 'category', 'number'])),
  /** Types of properties by application and event. */
  properties: z.record(catalogueName, z.record(catalogueName, z.record(catalogueName, valueType))),
});
export type DeclaredTypes = z.infer<typeof declaredTypesSchema>;

export const nothingDeclared: DeclaredTypes = Object.freeze({ attributes: {}, tags: {}, properties: {} });

export function declaredTypes({ attributes, tags, applications }: Catalogue): DeclaredTypes {
  return {
    attributes,
    tags: mapMembers(tags, ({ kind }) => kind),
    properties: mapMembers(applications, ({ events }) => mapMembers(events, ({ properties }) => properties)),
  };
}

/** The part that a file or topic of one kind can bring values for. */
export function declaredTypesOf(
  kind: 'users' | 'behaviors' | 'tags',
  declared: DeclaredTypes,
): DeclaredTypes {
  switch (kind) {
    case 'users':
      return { ...nothingDeclared, attributes: declared.attributes };
    case 'behaviors':
      return { ...nothingDeclared, properties: declared.properties };
    case 'tags':
      return { ...nothingDeclared, tags: declared.tags };
  }
}

function mapMembers<Value, Mapped>(
  object: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
