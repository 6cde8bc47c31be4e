import type { ValueType } from '@muster/contracts';
import { CallExpression } from '../expression/call.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { ValueExpression } from '../expression/value.expression';
import type { ListPredicate, Predicate, TimeBound, TimePredicate } from '../value/predicate';
import { lowerInstant } from './lower-time';
import { lowerNumberTest } from './lower-number-test';
import { lowerTextTest } from './lower-text-test';
import type { ValueColumns } from './value-columns';

type Lowerings = {
  readonly [Kind in Predicate['kind']]: (
    predicate: Extract<Predicate, { kind: Kind }>,
    columns: ValueColumns,
  ) => Expression;
};

const lowerings: Lowerings = {
  present: ({ type }, columns) => EveryExpression(...columns(type).present),
  absent: ({ type }, columns) => CallExpression('not', EveryExpression(...columns(type).present)),
  text: (predicate, columns) =>
    tested('string', columns, predicate.negated, (value) => lowerTextTest(value, predicate)),
  number: ({ test }, columns) =>
    tested('number', columns, ['ne', 'notIn'].includes(test.op), (value) => lowerNumberTest(value, test)),
  boolean: ({ is }, columns) =>
    tested('boolean', columns, !is, (value) => (is ? value : CallExpression('not', value))),
  time: (predicate, columns) =>
    tested('time', columns, predicate.negated, (value) => lowerTimeTest(value, predicate)),
  list: (predicate, columns) =>
    tested('list', columns, predicate.negated, (value) => lowerListTest(value, predicate)),
};

/** A test of a value, which no filter lets pass where there is none: it is false (but true for `absent`), or NULL if the value may be. */
export function lowerPredicate(predicate: Predicate, columns: ValueColumns): Expression {
  // The lowering of a kind takes predicates of that kind; TypeScript does not correlate the two look-ups.
  const lower = lowerings[predicate.kind] as (predicate: Predicate, columns: ValueColumns) => Expression;
  return lower(predicate, columns);
}

function tested(
  type: ValueType,
  columns: ValueColumns,
  isNegated: boolean,
  test: (value: Expression) => Expression,
): Expression {
  const { value, present, compared } = columns(type);
  return EveryExpression(...(isNegated ? present : compared), test(value));
}

function lowerTimeTest(value: Expression, { from, to, negated }: TimePredicate): Expression {
  const inside = EveryExpression(
    ...(from ? [InfixExpression(value, from.inclusive ? '>=' : '>', instantOf(from))] : []),
    ...(to ? [InfixExpression(value, to.inclusive ? '<=' : '<', instantOf(to))] : []),
  );
  return negated ? CallExpression('not', inside) : inside;
}

function instantOf({ instant }: TimeBound): Expression {
  return lowerInstant(instant);
}

function lowerListTest(value: Expression, { op, values, negated }: ListPredicate): Expression {
  const test =
    op === 'isEmpty'
      ? CallExpression('empty', value)
      : CallExpression(
          op === 'containsAny' ? 'hasAny' : 'hasAll',
          value,
          ValueExpression('Array(String)', values),
        );
  return negated ? CallExpression('not', test) : test;
}
