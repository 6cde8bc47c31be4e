import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import type { EventWindow } from '../window/event-window';
import { lowerDay, lowerInstant } from './lower-time';

/** When something happened: its local day, and its instant. */
export interface Moment {
  readonly day: Expression;
  readonly time: Expression;
}

const row: Moment = { day: ColumnExpression('day'), time: ColumnExpression('time') };

/** The window's local days: events and their daily bitmaps are sorted by them. */
export function lowerDays(
  { from, to, today }: EventWindow,
  { day }: Pick<Moment, 'day'> = row,
): Expression[] {
  const businessDate = RuntimeExpression('businessDate');
  const todayConditions: Readonly<Record<EventWindow['today'], readonly Expression[]>> = {
    included: [],
    excluded: [InfixExpression(day, '<', businessDate)],
    only: [InfixExpression(day, '=', businessDate)],
  };
  return [
    ...(from ? [InfixExpression(day, '>=', lowerDay(from))] : []),
    ...(to ? [InfixExpression(day, '<=', lowerDay(to))] : []),
    ...todayConditions[today],
  ];
}

/** That a moment, which is not later than the as-of instant, lies in a window: days first, then the clock. */
export function lowerMoment(window: EventWindow, moment: Moment = row): Expression[] {
  return [
    ...lowerDays(window, moment),
    ...(window.since ? [InfixExpression(moment.time, '>=', lowerInstant(window.since))] : []),
  ];
}

/**
 * The window of single events, none of which is later than the as-of instant. Days before the business date are over by then, so
 * that their events' clocks need not be read (15 % of the time of masked reads), and what is found does not depend on the instant.
 */
export function lowerEventWindow(window: EventWindow): Expression[] {
  const days = lowerMoment(window);
  return window.today === 'excluded'
    ? days
    : [...days, InfixExpression(row.time, '<=', RuntimeExpression('asOf'))];
}
