import { checkFilters, limitFilters, readApplication, readEvent } from './check-event';
import { checkMeasure } from './check-measure';
import { checkWindow } from './check-window';
import type { Fields } from './fields';

/** Checks a behaviour condition. */
export function checkBehavior(fields: Fields): void {
  fields.refuseOthers(['kind', 'app', 'event', 'did', 'window', 'where', 'measure', 'compare']);
  const events = readEvent(fields, readApplication(fields));
  fields.optionalBoolean('did');
  if (fields.has('window')) {
    checkWindow(fields.context, fields.get('window'), fields.at('window'));
  }
  limitFilters(fields, checkFilters(fields, events), fields.at('where'));
  checkMeasure(fields, events);
}
