import type { ApplicationDefinition, Catalogue, EventSchema, TagDefinition, ValueType } from './catalogue';

/** The application of a condition that means all of the organisation's. */
export const ANY_APPLICATION = '*';

/** A member that an object has itself: `constructor` and `__proto__` are names like any other, not what every object inherits. */
export function ownMember<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function findTag(catalogue: Catalogue, tag: string): TagDefinition | undefined {
  return ownMember(catalogue.tags, tag);
}

export function findAttributeType(catalogue: Catalogue, attribute: string): ValueType | undefined {
  return ownMember(catalogue.attributes, attribute);
}

/** The applications that a condition's `app` names, by name: one, all of them for `*`, or none when it is unknown. */
export function findApplications(catalogue: Catalogue, app: string): [string, ApplicationDefinition][] {
  const all = Object.entries(catalogue.applications);
  return app === ANY_APPLICATION ? all : all.filter(([name]) => name === app);
}

/** The definitions of an event in the applications that `app` names, without those that do not have it. */
export function findEvents(catalogue: Catalogue, app: string, event: string): EventSchema[] {
  return findApplications(catalogue, app).flatMap(([, application]) => {
    const definition = ownMember(application.events, event);
    return definition === undefined ? [] : [definition];
  });
}

/**
 * The types that a property has in these definitions of one event: none when it is unknown, one when they agree. An event of
 * an application that does not declare the property has no value of it.
 */
export function findPropertyTypes(events: readonly EventSchema[], property: string): ValueType[] {
  const types = events.flatMap(({ properties }) => ownMember(properties, property) ?? []);
  return [...new Set(types)];
}
