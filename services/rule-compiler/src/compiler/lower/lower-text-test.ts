import { CallExpression } from '../expression/call.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { ValueExpression } from '../expression/value.expression';
import { foldCase, foldingTable } from '../text/case-folding';
import type { TextPredicate } from '../value/predicate';

const text = (value: string): Expression => ValueExpression('String', value);

export function lowerTextTest(value: Expression, predicate: TextPredicate): Expression {
  const test = predicate.op === 'matches' ? matches(value, predicate) : compare(value, predicate);
  return predicate.negated ? CallExpression('not', test) : test;
}

/** The engine's `match` lets a dot match a line break, which RE2 by default does not; flags of the pattern's own still count. */
function matches(value: Expression, { values: [pattern = ''], ignoreCase }: TextPredicate): Expression {
  return CallExpression('match', value, text(`${ignoreCase ? '(?i-s)' : '(?-s)'}${pattern}`));
}

function compare(value: Expression, { op, values, ignoreCase }: TextPredicate): Expression {
  const subject = ignoreCase ? folded(value) : value;
  const operands = ignoreCase ? [...new Set(values.map(foldCase))] : values;
  const [first = ''] = operands;
  switch (op) {
    case 'contains':
      return InfixExpression(CallExpression('position', subject, text(first)), '>', IntegerExpression(0));
    case 'startsWith':
    case 'endsWith':
      return CallExpression(op, subject, text(first));
    default:
      return operands.length === 1
        ? InfixExpression(subject, '=', text(first))
        : InfixExpression(subject, 'IN', ValueExpression('Array(String)', operands));
  }
}

/**
 * The engine's own folding does not fit: `caseFoldUTF8` folds in full (`ẞ` becomes `ss`) and `lowerUTF8` keeps `ſ` and `ς`
 * apart from `s` and `σ`. Both sides are folded by one table, so they agree whatever Unicode version either runs on.
 */
function folded(value: Expression): Expression {
  const { from, to } = foldingTable();
  return CallExpression('translateUTF8', value, text(from), text(to));
}
