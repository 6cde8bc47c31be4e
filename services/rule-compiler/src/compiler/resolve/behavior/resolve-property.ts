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
import { UncheckedRuleError } from '../../unchecked-rule.error';
import type { PropertyTest } from '../../value/property-test';
import { resolveComparison } from '../comparison/resolve-comparison';
import type { ResolveContext } from '../resolve-context';

/** An event of one application, or of all of them (`*`). */
export interface EventName {
  readonly app: string;
  readonly event: string;
}

export function resolveFilter(
  name: EventName,
  filter: PropertyFilter,
  pointer: string,
  { catalogue, timeZone }: ResolveContext,
): PropertyTest {
  const { property } = filter;
  const type = typeOf(catalogue, name, property, pointerTo(pointer, 'property'));
  return {
    property,
    undeclaredIn: undeclaredIn(catalogue, name, property),
    test: resolveComparison(filter, type, pointer, timeZone),
  };
}

/** The test that an event has a number to measure. */
export function resolveMeasuredNumber(name: EventName, property: string, catalogue: Catalogue): PropertyTest {
  return {
    property,
    undeclaredIn: undeclaredIn(catalogue, name, property),
    test: { kind: 'present', type: 'number' },
  };
}

function typeOf(
  catalogue: Catalogue,
  { app, event }: EventName,
  property: string,
  pointer: string,
): ValueType {
  const [type, another] = findPropertyTypes(findEvents(catalogue, app, event), property);
  if (!type || another) throw new UncheckedRuleError('a property without one type', pointer);
  return type;
}

/** Applications that declare the event without the property. */
function undeclaredIn(catalogue: Catalogue, { app, event }: EventName, property: string): readonly string[] {
  return findApplications(catalogue, app).flatMap(([name, { events }]) => {
    const definition = ownMember(events, event);
    const declares = definition !== undefined && ownMember(definition.properties, property) !== undefined;
    return definition === undefined || declares ? [] : [name];
  });
}
