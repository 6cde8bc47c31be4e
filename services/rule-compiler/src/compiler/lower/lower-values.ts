import type { DataScope, ValueColumn, ValueType } from '@muster/contracts';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { KeptExpression } from '../expression/kept.expression';
import { Scan } from '../expression/scan';
import type { LeafNode } from '../tree/plan-node';
import type { Predicate } from '../value/predicate';
import { lowerBins } from './lower-bins';
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
      return { scan: knownUsersScan(), columns: [], newest: false };
    case 'attribute':
      return { scan: attributeScan(leaf.attribute), columns: columnsOf[typeOf(leaf.test)], newest: false };
    case 'tag':
      return { scan: tagScan(leaf), columns: columnsOf[typeOf(leaf.test)], newest: true };
    default:
      return undefined;
  }
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
  return leaf.kind === 'attribute' || leaf.kind === 'tag' ? [lowerPredicate(leaf.test, nullableColumns)] : [];
}
