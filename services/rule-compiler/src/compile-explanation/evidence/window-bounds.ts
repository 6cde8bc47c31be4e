import type { BoundStatement, Window } from '@muster/contracts';
import { lowerDay, lowerInstant } from '../../compiler/lower/lower-time';
import { resolveWindow } from '../../compiler/resolve/resolve-window';
import { businessDate, type Day } from '../../compiler/window/day';
import type { EventWindow } from '../../compiler/window/event-window';
import { constantsOf } from './evidence-select';

/** The window as local dates, both included, and its first instant when it rolls; NULL where it has no end. */
export function windowBounds(window: Window, timeZone: string): BoundStatement {
  const resolved = resolveWindow(window, timeZone);
  const { from, since } = resolved;
  const last = lastDay(window, resolved);
  return constantsOf([
    { name: 'firstDay', format: 'date', value: from && lowerDay(from) },
    { name: 'lastDay', format: 'date', value: last && lowerDay(last) },
    { name: 'since', format: 'instant', value: since && lowerInstant(since) },
  ]);
}

/** The last local date of a window, if it has one. */
function lastDay({ type }: Window, { to, today }: EventWindow): Day | undefined {
  switch (type) {
    case 'last':
      return today === 'excluded' ? { ...businessDate, days: -1 } : businessDate;
    case 'between':
    case 'since':
    case 'all':
      return to;
  }
}
