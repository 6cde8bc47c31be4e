import { ANY_APPLICATION, findApplications, ownMember, type PropertyFilter } from '@muster/contracts';
import type { UserEvent } from './data-set';
import type { Evaluation } from './evaluation';
import { satisfies } from './satisfies';
import { microsOf, typedValue, type TypedValue } from './typed-value';

/** The events of a user in an application, or in all of them, that count at the as-of instant: one exactly at it does. */
export function eventsOf(uid: number, app: string, { data, asOf }: Evaluation): UserEvent[] {
  const latest = microsOf(asOf);
  return data.events.filter(
    (event) =>
      event.uid === uid && (app === ANY_APPLICATION || event.app === app) && microsOf(event.time) <= latest,
  );
}

/** Whether an event has a name and passes every filter. */
export function isEvent(
  candidate: UserEvent,
  { event, where }: { readonly event: string; readonly where: readonly PropertyFilter[] },
  evaluation: Evaluation,
): boolean {
  return (
    candidate.event === event &&
    where.every((filter) => satisfies(propertyOf(candidate, filter.property, evaluation), filter, evaluation))
  );
}

/** An event of an application that does not declare the property has no value of it. */
export function propertyOf(
  { app, event, properties }: UserEvent,
  property: string,
  { catalogue, timeZone }: Evaluation,
): TypedValue | undefined {
  const [[, application] = []] = findApplications(catalogue, app);
  const declared = application && ownMember(application.events, event)?.properties;
  const type = declared && ownMember(declared, property);
  return type && typedValue(ownMember(properties, property), type, timeZone);
}
