import type { BoundStatement, Window } from '@muster/contracts';
import { lowerDay, lowerInstant } from '../../compiler/lower/lower-time';
import { resolveWindow } from '../../compiler/resolve/resolve-window';
import { businessDate, type Day } from '../../compiler/window/day';
import { constantsOf } from './evidence-select';

/** The window as local dates, both included, and its first instant when it rolls; NULL where it has no end. */
export function windowBounds(window: Window, timeZone: string): BoundStatement {
  const { from, to, today, since } = resolveWindow(window, timeZone);
  const last = window.type === 'last' ? lastDay(today === 'excluded') : to;
  return constantsOf([
    { name: 'firstDay', format: 'date', value: from && lowerDay(from) },
    { name: 'lastDay', format: 'date', value: last && lowerDay(last) },
    { name: 'since', format: 'instant', value: since && lowerInstant(since) },
  ]);
}

const lastDay = (excludesToday: boolean): Day =>
  excludesToday ? { ...businessDate, days: -1 } : businessDate;
