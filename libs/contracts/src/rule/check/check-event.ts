import type { EventSchema, ValueType } from '../../catalogue/catalogue';
import { ANY_APPLICATION, findApplications, findEvents, findPropertyTypes } from '../../catalogue/lookup';
import { pointerTo } from '../../value/json-pointer';
import { checkComparison, comparisonFields } from './check-comparison';
import { Fields } from './fields';
import { either, quote } from './wording';

/** Reads the field `app`; reports an application that does not exist, and returns nothing then. */
export function readApplication(fields: Fields): string | undefined {
  const { catalogue } = fields.context;
  const app = fields.text('app');
  if (app === undefined || app === ANY_APPLICATION || findApplications(catalogue, app).length > 0) {
    return app;
  }
  const hint = fields.context.didYouMean(app, () => Object.keys(catalogue.applications));
  const message = `Name an application of the catalogue, or "*" for all of them: there is no application ${quote(app)}${hint}`;
  fields.context.report('rule.unknown-application', fields.at('app'), message);
  return undefined;
}

/**
 * Reads the field `event`: its definitions in the applications that `app` names. Reports an event that none of them has.
 * Empty when the event or its application is unknown: then nothing can be said of its properties.
 */
export function readEvent(fields: Fields, app: string | undefined): EventSchema[] {
  const { catalogue } = fields.context;
  const name = fields.text('event');
  if (name === undefined || app === undefined) {
    return [];
  }
  const events = findEvents(catalogue, app, name);
  if (events.length === 0) {
    const hint = fields.context.didYouMean(name, () =>
      findApplications(catalogue, app).flatMap(([, application]) => Object.keys(application.events)),
    );
    const nobody = app === ANY_APPLICATION ? 'no application has an' : `the application ${quote(app)} has no`;
    const message = `Name an event of the catalogue: ${nobody} event ${quote(name)}${hint}`;
    fields.context.report('rule.unknown-event', fields.at('event'), message);
  }
  return events;
}

/** Reads the field `property` of a filter or measure: its type, or nothing when it is unknown and reported. */
export function readProperty(fields: Fields, events: readonly EventSchema[]): ValueType | undefined {
  const name = fields.text('property');
  if (name === undefined || events.length === 0) {
    return undefined;
  }
  const types = findPropertyTypes(events, name);
  if (types.length === 0) {
    const hint = fields.context.didYouMean(name, () =>
      events.flatMap(({ properties }) => Object.keys(properties)),
    );
    const message = `Name a property of the event: it has no property ${quote(name)}${hint}`;
    fields.context.report('rule.unknown-property', fields.at('property'), message);
  }
  if (types.length > 1) {
    const message = `Name one application in "app": the property ${quote(name)} is not of one type in all of them (${either(types)}).`;
    fields.context.report('rule.property-type-conflict', fields.at('property'), message);
  }
  return types.length === 1 ? types[0] : undefined;
}

/** Checks the filters of a behaviour or step; returns how many there are. */
export function checkFilters(fields: Fields, events: readonly EventSchema[]): number {
  const filters = fields.optionalList('where');
  filters.forEach((value, index) => {
    const filter = Fields.open(fields.context, value, pointerTo(fields.at('where'), index), 'a filter');
    if (filter !== undefined) {
      filter.refuseOthers(['property', ...comparisonFields]);
      checkComparison(filter, readProperty(filter, events));
    }
  });
  return filters.length;
}

/** Reports too many filters in one condition. */
export function limitFilters(fields: Fields, count: number, pointer: string): void {
  const limit = fields.context.limits.filters;
  if (count > limit) {
    const message = `Use at most ${limit} filters in one condition, not ${count}.`;
    fields.context.report('rule.too-many-filters', pointer, message);
  }
}
