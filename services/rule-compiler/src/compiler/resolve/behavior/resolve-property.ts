import {
  findApplications,
  findEvents,
  findPropertyTypes,
  ownMember,
  pointerTo,
  type Catalogue,
  type PropertyFilter,
  type ValueType,
} from '@muster/contracts';
import type { PropertyTest } from '../../value/property-test';
import { resolveComparison } from '../comparison/resolve-comparison';
import type { ResolveContext } from '../resolve-context';

export interface EventName {
  readonly app: string;
  readonly event: string;
}

/** The type of a property of an event; reports when it is not declared, or differently by applications. */
export function resolvePropertyType(
  { app, event }: EventName,
  property: string,
  pointer: string,
  { catalogue, diagnostics }: ResolveContext,
): ValueType | undefined {
  const [type, another] = findPropertyTypes(findEvents(catalogue, app, event), property);
  if (type === undefined) {
    return diagnostics.report(
      'rule.unknown-property',
      pointer,
      `Declare the property "${property}" of event "${event}" in the catalogue, or name one that is declared.`,
    );
  }
  if (another !== undefined) {
    return diagnostics.report(
      'rule.unknown-property',
      pointer,
      `The property "${property}" of event "${event}" is ${type} in one application and ${another} in another; name one application.`,
    );
  }
  return type;
}

/** Applications that declare the event without the property. */
export function undeclaredIn(
  catalogue: Catalogue,
  { app, event }: EventName,
  property: string,
): readonly string[] {
  return findApplications(catalogue, app).flatMap(([name, { events }]) => {
    const definition = ownMember(events, event);
    const declares = definition !== undefined && ownMember(definition.properties, property) !== undefined;
    return definition === undefined || declares ? [] : [name];
  });
}

export function resolveFilters(
  name: EventName,
  where: readonly PropertyFilter[],
  pointer: string,
  context: ResolveContext,
): readonly PropertyTest[] | undefined {
  const tests = where.map((filter, index) =>
    resolveFilter(name, filter, pointerTo(pointer, 'where', index), context),
  );
  return tests.every((test) => test !== undefined) ? tests : undefined;
}

function resolveFilter(
  name: EventName,
  filter: PropertyFilter,
  pointer: string,
  context: ResolveContext,
): PropertyTest | undefined {
  const { property } = filter;
  const type = resolvePropertyType(name, property, pointerTo(pointer, 'property'), context);
  const test = type && resolveComparison(filter, type, pointer, context);
  return test && { property, undeclaredIn: undeclaredIn(context.catalogue, name, property), test };
}
