import { CallExpression } from '../expression/call.expression';
import { ColumnExpression, type ColumnName } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { mentions } from '../expression/mentions';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { BinsRead } from './statement';

/**
 * A test read from bins (a binned bitmap index with a candidate check). The values of a bin lie between two bounds and are all of one
 * column, the others being NULL, so what a test says of them can only change at a value that it compares them with: where none
 * lies between the bounds, the least value answers for all.
 *
 * @param build which bins are read.
 * @param test conditions on the columns of a value.
 */
export function lowerBins(build: Expression, test: readonly Expression[]): BinsRead {
  const turns = turnsIn(test);
  const read = (...keys: readonly Expression[]): Scan =>
    Scan({
      table: 'binned_values',
      final: false,
      rows: 'users of a build',
      keys: [build, ...keys],
      filters: test,
      perUser: undefined,
    });
  if (!turns) return { decided: undefined, undecided: read() };
  if (turns.length === 0) return { decided: EveryExpression(build, ...test), undecided: undefined };
  const undecided = anyOf(turns.map(liesInBin));
  return {
    decided: EveryExpression(build, CallExpression('not', undecided), ...test),
    undecided: read(undecided),
  };
}

/** The bounds of a bin, both included, by the column whose values are binned. */
const bounds = {
  number: ['number_from', 'number_to'],
  time: ['time_from', 'time_to'],
} as const satisfies Record<string, readonly [from: ColumnName, to: ColumnName]>;

type BinnedColumn = keyof typeof bounds;

/** A value that a column is compared with: what the test says may turn there. */
interface Turn {
  readonly column: BinnedColumn;
  readonly at: Expression;
}

/** More make a condition that takes longer than to test the values of all bins. */
const MOST_TURNS = 16;

/** All turns of a test; undefined when they are too many, or when it does more with a value than compare it. */
function turnsIn(test: readonly Expression[]): readonly Turn[] | undefined {
  const turns: Turn[] = [];
  for (const each of test) {
    const found = turnsOf(each);
    if (!found) return undefined;
    turns.push(...found);
  }
  return turns.length > MOST_TURNS ? undefined : turns;
}

function turnsOf(test: Expression): readonly Turn[] | undefined {
  if (test.kind === 'every') return turnsIn(test.operands);
  if (test.kind === 'call') {
    if (test.name === 'not' || test.name === 'or') return turnsIn(test.operands);
    if (test.name === 'isNotNull') return [];
  }
  if (test.kind === 'infix' && !mentions(test.right, isBinned)) {
    const column = binnedColumn(test.left);
    if (column)
      return test.operator === 'IN' ? turnsInList(column, test.right) : [{ column, at: test.right }];
  }
  return mentions(test, isBinned) ? undefined : [];
}

function turnsInList(column: BinnedColumn, list: Expression): readonly Turn[] | undefined {
  const values = list.kind === 'cast' ? list.operand : list;
  if (column !== 'number' || values.kind !== 'value' || typeof values.value === 'string') return undefined;
  return values.value.map((value) => ({ column, at: ValueExpression('Decimal(24, 6)', value) }));
}

const isBinned = (expression: Expression): boolean => binnedColumn(expression) !== undefined;

function binnedColumn(expression: Expression): BinnedColumn | undefined {
  if (expression.kind !== 'column') return undefined;
  return expression.name === 'number' || expression.name === 'time' ? expression.name : undefined;
}

function liesInBin({ column, at }: Turn): Expression {
  const [from, to] = bounds[column];
  return EveryExpression(
    InfixExpression(ColumnExpression(from), '<=', at),
    InfixExpression(ColumnExpression(to), '>=', at),
  );
}

function anyOf(tests: readonly Expression[]): Expression {
  const [first, ...others] = tests;
  return first && others.length === 0 ? first : CallExpression('or', ...tests);
}
