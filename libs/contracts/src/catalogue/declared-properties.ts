import type { Catalogue } from './catalogue';
import type { ColumnType } from './property-column';

/** A property that has a column: some event of some application declares it with this type. */
export interface DeclaredProperty {
  readonly name: string;
  readonly type: ColumnType;
}

/** Every property and type that a catalogue declares for events, once and in order, lists left out. */
export function declaredProperties({ applications }: Catalogue): DeclaredProperty[] {
  const found = new Map<string, DeclaredProperty>();
  for (const { events } of Object.values(applications)) {
    for (const { properties } of Object.values(events)) {
      for (const [name, type] of Object.entries(properties)) {
        if (type !== 'list') found.set(`${name} ${type}`, { name, type });
      }
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, property]) => property);
}
