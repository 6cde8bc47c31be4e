import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { EventsNode } from '../tree/events.node';
import type { PropertyTest } from '../value/property-test';
import { lowerAggregate } from './lower-aggregate';
import { lowerEventWindow } from './lower-event-window';
import { lowerPredicate } from './lower-predicate';
import { nullablePropertyColumns, propertyColumns } from './value-columns';

export function lowerEvents({ app, event, window, where, aggregate }: EventsNode): Scan {
  const tests = aggregate && 'property' in aggregate ? [...where, aggregate.property] : where;
  return Scan({
    table: 'events',
    final: false,
    rows: 'users',
    keys: [...lowerEventName(app, event), ...lowerEventWindow(window)],
    filters: tests.map((property) => lowerPredicate(property.test, nullablePropertyColumns(property))),
    perUser: aggregate && { kind: 'aggregate', having: lowerAggregate(aggregate) },
  });
}

export function lowerEventName(app: string | undefined, event: string): Expression[] {
  const equals = (column: 'app' | 'event', name: string): Expression =>
    InfixExpression(ColumnExpression(column), '=', ValueExpression('String', name));
  return [...(app === undefined ? [] : [equals('app', app)]), equals('event', event)];
}

/** A test of an event that is never NULL. */
export function lowerPropertyTest(property: PropertyTest): Expression {
  return lowerPredicate(property.test, propertyColumns(property));
}
