import {
  ANY_APPLICATION,
  findApplications,
  findEvents,
  findPropertyTypes,
  ownMember,
  pointerTo,
  type Catalogue,
  type PropertyFilter,
  type ValueType,
} from '@muster/contracts';
import type { MeasuredProperty } from '../../tree/event-aggregate';
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
  context: ResolveContext,
): PropertyTest {
  const { catalogue } = context;
  const { property } = filter;
  const type = typeOf(catalogue, name, property, pointerTo(pointer, 'property'));
  return {
    property,
    declaredIn: declaredIn(catalogue, name, property),
    test: resolveComparison(filter, type, pointer, context),
  };
}

/** The test that an event has a value to measure, of the type that is declared. */
export function resolveMeasured(
  name: EventName,
  property: string,
  pointer: string,
  catalogue: Catalogue,
): MeasuredProperty {
  const type = typeOf(catalogue, name, property, pointer);
  return {
    property,
    declaredIn: declaredIn(catalogue, name, property),
    test: { kind: 'present', type },
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

/** Sorted, so that the order of the catalogue does not change the plan. */
function declaredIn(
  catalogue: Catalogue,
  { app, event }: EventName,
  property: string,
): readonly string[] | undefined {
  if (app !== ANY_APPLICATION) return undefined;
  const declaring = findApplications(catalogue, app).filter(([, { events }]) => {
    const definition = ownMember(events, event);
    return definition !== undefined && ownMember(definition.properties, property) !== undefined;
  });
  return declaring.map(([name]) => name).sort();
}
