import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { EventTest, SequenceNode } from '../tree/sequence.node';
import { fixedDay } from '../window/day';
import type { EventWindow } from '../window/event-window';
import { daysWithin } from './elapsed-time';
import { lowerEventWindow, lowerMoment } from './lower-event-window';
import { lowerPropertyTest } from './lower-events';
import { lowerSequenceFold } from './lower-sequence-fold';

/**
 * Reads the events of all steps and folds each user's instants in order. Where a closing step must not happen, events after the
 * window matter too, and only those of the other steps are bound to it.
 */
export function lowerSequence({ app, steps, within, window }: SequenceNode): Scan {
  const closes = steps.at(-1)?.absent.length !== 0;
  const tests = new Tests();
  const placed = closes ? lowerMoment(window) : [];
  const places = steps.map(({ match, absent }) => ({
    match: tests.placeOf(EveryExpression(...placed, lowerEventTest(match))),
    absent: tests.placeOf(anyOf(absent.map(lowerEventTest))),
  }));
  const names = steps.flatMap(({ match, absent }) => [match, ...absent].map(({ event }) => event));
  return Scan({
    table: 'events',
    final: false,
    rows: 'users',
    keys: [
      ...lowerNames(app, [...new Set(names)]),
      ...lowerEventWindow(closes ? withTimeAfter(window, daysWithin(within)) : window),
    ],
    filters: [],
    perUser: {
      kind: 'moments',
      tests: tests.all(),
      having: lowerSequenceFold(places, within, closes),
    },
  });
}

/** Different tests of a row, counted from 1 as the engine counts; the same test is made once for all its steps. */
class Tests {
  private readonly places = new Map<string, number>();
  private readonly tests: Expression[] = [];

  placeOf(test: Expression): number {
    const key = JSON.stringify(test);
    const place = this.places.get(key) ?? this.tests.push(test);
    this.places.set(key, place);
    return place;
  }

  all(): readonly Expression[] {
    return this.tests;
  }
}

function lowerNames(app: string | undefined, events: readonly string[]): Expression[] {
  const text = (name: string): Expression => ValueExpression('String', name);
  const event = ColumnExpression('event');
  const [first = '', second] = events;
  return [
    ...(app === undefined ? [] : [InfixExpression(ColumnExpression('app'), '=', text(app))]),
    second === undefined
      ? InfixExpression(event, '=', text(first))
      : InfixExpression(event, 'IN', ValueExpression('Array(String)', events)),
  ];
}

function lowerEventTest({ event, where }: EventTest): Expression {
  const named = InfixExpression(ColumnExpression('event'), '=', ValueExpression('String', event));
  return EveryExpression(named, ...where.map(lowerPropertyTest));
}

/** One of the tests, or, of none, never. */
function anyOf(tests: readonly Expression[]): Expression {
  const [first = IntegerExpression(0), second] = tests;
  return second ? CallExpression('or', ...tests) : first;
}

/** A window that goes on for some days; to the as-of instant where its end is not a date. */
function withTimeAfter({ to, ...window }: EventWindow, days: number): EventWindow {
  const end = to?.base === 'date' ? fixedDay(to.date, to.days + days) : undefined;
  return { ...window, to: end, today: 'included' };
}
