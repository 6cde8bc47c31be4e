import { ColumnExpression } from '../expression/column.expression';
import { InfixExpression } from '../expression/infix.expression';
import { InputExpression } from '../expression/input.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import { visitNode, type LeafNode, type NodeVisitor } from '../tree/plan-node';
import { lowerDays } from './lower-event-window';
import { lowerEventName, lowerEvents } from './lower-events';
import { lowerPredicate } from './lower-predicate';
import { lowerSequence } from './lower-sequence';
import { lowerTag } from './lower-tag';
import { nullableColumns } from './value-columns';

const lowerings: NodeVisitor<LeafNode, Scan> = {
  'known-users': knownUsersScan,
  tag: lowerTag,
  attribute: ({ attribute, test }) =>
    Scan({ ...attributeScan(attribute), filters: [lowerPredicate(test, nullableColumns)] }),
  audience: ({ audienceId, input }) =>
    Scan({
      table: 'snapshots',
      final: false,
      rows: 'bitmaps',
      keys: [
        InfixExpression(ColumnExpression('audience'), '=', ValueExpression('UUID', audienceId)),
        InfixExpression(ColumnExpression('snapshot'), 'IN', InputExpression(input)),
      ],
      filters: [],
      perUser: undefined,
    }),
  'event-days': ({ app, event, window }) =>
    Scan({
      table: 'event_days',
      final: false,
      rows: 'bitmaps',
      keys: [...lowerEventName(app, event), ...lowerDays(window)],
      filters: [],
      perUser: undefined,
    }),
  events: lowerEvents,
  sequence: lowerSequence,
};

/** How the users of a leaf are read from the tables: the one place that knows which table holds what. */
export function lowerLeaf(node: LeafNode): Scan {
  return visitNode(node, lowerings);
}

export function knownUsersScan(): Scan {
  return Scan({ table: 'users', final: true, rows: 'users', keys: [], filters: [], perUser: undefined });
}

/** The users that have a value of an attribute. */
export function attributeScan(attribute: string): Scan {
  return Scan({
    table: 'user_attributes',
    final: true,
    rows: 'users',
    keys: [InfixExpression(ColumnExpression('attribute'), '=', ValueExpression('String', attribute))],
    filters: [],
    perUser: undefined,
  });
}
