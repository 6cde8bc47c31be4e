import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { EventAggregate, EventsNode } from '../tree/events.node';
import type { PropertyTest } from '../value/property-test';
import { lowerEventWindow } from './lower-event-window';
import { lowerNumberTest } from './lower-number-test';
import { lowerPredicate } from './lower-predicate';
import { mapColumns } from './value-columns';

/** Digits after the point of every number. */
const SCALE = 6;

export function lowerEvents({ app, event, window, where, aggregate }: EventsNode): Scan {
  const tests = aggregate?.fn === 'sum' ? [...where, aggregate.property] : where;
  return Scan({
    table: 'events',
    final: true,
    rows: 'users',
    keys: [...lowerEventName(app, event), ...lowerEventWindow(window)],
    filters: tests.map(lowerPropertyTest),
    perUser: aggregate && { kind: 'aggregate', having: lowerAggregate(aggregate) },
  });
}

export function lowerEventName(app: string | undefined, event: string): Expression[] {
  const equals = (column: 'app' | 'event', name: string): Expression =>
    InfixExpression(ColumnExpression(column), '=', ValueExpression('String', name));
  return [...(app === undefined ? [] : [equals('app', app)]), equals('event', event)];
}

function lowerPropertyTest(property: PropertyTest): Expression {
  return lowerPredicate(property.test, mapColumns(property));
}

/** Sums of Decimal(24, 6) are Decimal(38, 6): exact for more rows than a user can have. */
function lowerAggregate(aggregate: EventAggregate): Expression {
  switch (aggregate.fn) {
    case 'count':
      return lowerNumberTest(
        CallExpression('toDecimal128', CallExpression('count'), IntegerExpression(SCALE)),
        aggregate.test,
      );
    case 'sum':
      return lowerNumberTest(
        CallExpression('sum', mapColumns(aggregate.property)('number').value),
        aggregate.test,
      );
  }
}
