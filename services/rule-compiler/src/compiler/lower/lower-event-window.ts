import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import type { EventWindow } from '../window/event-window';
import { lowerDay, lowerInstant } from './lower-time';

const day = ColumnExpression('day');
const time = ColumnExpression('time');

const todayConditions: Readonly<Record<EventWindow['today'], readonly Expression[]>> = {
  included: [],
  excluded: [InfixExpression(day, '<', RuntimeExpression('businessDate'))],
  only: [InfixExpression(day, '=', RuntimeExpression('businessDate'))],
};

/** The window's local days: events and their daily bitmaps are sorted by them. */
export function lowerDays({ from, to, today }: EventWindow): Expression[] {
  return [
    ...(from ? [InfixExpression(day, '>=', lowerDay(from))] : []),
    ...(to ? [InfixExpression(day, '<=', lowerDay(to))] : []),
    ...todayConditions[today],
  ];
}

/** The window of single events: days first, then the clock. */
export function lowerEventWindow(window: EventWindow): Expression[] {
  return [
    ...lowerDays(window),
    ...(window.since ? [InfixExpression(time, '>=', lowerInstant(window.since))] : []),
    InfixExpression(time, '<=', RuntimeExpression('asOf')),
  ];
}
