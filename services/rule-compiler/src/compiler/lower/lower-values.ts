import type { DataScope, ValueColumn, ValueType } from '@muster/contracts';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { KeptExpression } from '../expression/kept.expression';
import { PropertyColumnExpression } from '../expression/property-column.expression';
import { Scan } from '../expression/scan';
import type { EventsNode } from '../tree/events.node';
import type { LeafNode } from '../tree/plan-node';
import type { Predicate } from '../value/predicate';
import type { PropertyTest } from '../value/property-test';
import { lowerBins } from './lower-bins';
import { lowerEvents } from './lower-events';
import { attributeScan, knownUsersScan } from './lower-leaf';
import { lowerPredicate } from './lower-predicate';
import { tagScan } from './lower-tag';
import type { ValueRows, ValuesRead } from './statement';
import { nullableColumns } from './value-columns';

/**
 * Only the columns of the tested type: a value has every form that it can be read as, and a time that is a text as well would be as
 * many values as there are texts, and could not be binned.
 */
const columnsOf: Readonly<Record<ValueType, readonly ValueColumn[]>> = {
  string: ['text'],
  number: ['number'],
  boolean: ['boolean'],
  time: ['time'],
  list: ['list', 'is_list'],
};

/** The values behind a leaf, and the leaf read from them in every order; undefined for leaves that test no value. */
export function lowerValues(
  leaf: LeafNode,
  scopes: readonly DataScope[],
  parameter: string,
): ValuesRead | undefined {
  const values = valueRows(leaf);
  if (!values) return undefined;
  const build = InfixExpression(ColumnExpression('build'), '=', KeptExpression(parameter, 'UUID'));
  const test = testOf(leaf);
  return {
    scopes,
    values,
    parameter,
    fromBitmaps: EveryExpression(build, ...test),
    fromRows: Scan({
      table: 'value_rows',
      final: false,
      rows: 'users of a build',
      keys: [build],
      filters: test,
      perUser: undefined,
    }),
    fromBins: lowerBins(build, test),
  };
}

function valueRows(leaf: LeafNode): ValueRows | undefined {
  switch (leaf.kind) {
    case 'known-users':
      return { scan: knownUsersScan(), columns: [], source: undefined, newest: false };
    case 'attribute':
      return { ...columnsFor(leaf.test), scan: attributeScan(leaf.attribute), newest: false };
    case 'tag':
      return { ...columnsFor(leaf.test), scan: tagScan(leaf), newest: true };
    case 'events':
      return propertyRows(leaf);
    default:
      return undefined;
  }
}

function columnsFor(test: Predicate): Pick<ValueRows, 'columns' | 'source'> {
  return { columns: columnsOf[typeOf(test)], source: undefined };
}

/** The test of an events leaf that is all that it asks of a value; undefined where it asks more. */
function onlyTest({ app, where, aggregate }: EventsNode): PropertyTest | undefined {
  const [only, ...others] = where;
  // Of events of any application, only those have a value whose application declares it.
  return others.length > 0 || aggregate || app === undefined ? undefined : only;
}

/**
 * The values of a property in events of a window, one for each event: whoever has one that passes is in the leaf. Only of days that
 * are over, because everything that is kept of a day that is not is kept for one instant; and not of lists, which have no
 * column, or of events without a value.
 */
function propertyRows(leaf: EventsNode): ValueRows | undefined {
  const only = onlyTest(leaf);
  const type = only && typeOf(only.test);
  if (!only || !type || type === 'list' || only.test.kind === 'absent') return undefined;
  if (leaf.window.today !== 'excluded' || leaf.window.since) return undefined;
  return {
    scan: lowerEvents({ ...leaf, where: [{ ...only, test: { kind: 'present', type } }] }),
    columns: columnsOf[type],
    source: PropertyColumnExpression(only.property, type),
    newest: false,
  };
}

function typeOf(test: Predicate): ValueType {
  switch (test.kind) {
    case 'present':
    case 'absent':
      return test.type;
    case 'text':
      return 'string';
    default:
      return test.kind;
  }
}

function testOf(leaf: LeafNode): readonly Expression[] {
  const test = testIn(leaf);
  return test ? [lowerPredicate(test, nullableColumns)] : [];
}

function testIn(leaf: LeafNode): Predicate | undefined {
  switch (leaf.kind) {
    case 'attribute':
    case 'tag':
      return leaf.test;
    case 'events':
      return onlyTest(leaf)?.test;
    default:
      return undefined;
  }
}
