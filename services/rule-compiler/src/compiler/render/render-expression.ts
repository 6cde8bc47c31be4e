import type { Expression } from '../expression/expression';
import { boundLater } from '../expression/runtime.expression';
import type { Parameters } from './parameters';

type Renderers = {
  readonly [Kind in Expression['kind']]: (
    expression: Extract<Expression, { kind: Kind }>,
    parameters: Parameters,
  ) => string;
};

const list = (expressions: readonly Expression[], parameters: Parameters): string[] =>
  expressions.map((expression) => renderExpression(expression, parameters));

/** Operands that are themselves operators stand in parentheses; nothing depends on precedence. */
const operand = (expression: Expression, parameters: Parameters): string => {
  const text = renderExpression(expression, parameters);
  return expression.kind === 'infix' || expression.kind === 'every' ? `(${text})` : text;
};

const renderers: Renderers = {
  call: ({ name, operands }, parameters) => `${name}(${list(operands, parameters).join(', ')})`,
  cast: ({ operand: from, type }, parameters) => `CAST(${renderExpression(from, parameters)}, '${type}')`,
  column: ({ name }) => name,
  every: ({ operands }, parameters) =>
    operands.length === 0 ? 'true' : operands.map((each) => renderExpression(each, parameters)).join(' AND '),
  infix: ({ left, operator, right }, parameters) =>
    `${operand(left, parameters)} ${operator} ${operand(right, parameters)}`,
  input: ({ parameter }) => `{${parameter}:Array(UUID)}`,
  integer: ({ value }) => String(value),
  kept: ({ parameter, type }) => `{${parameter}:${type}}`,
  lambda: ({ parameters: names, body }, parameters) =>
    `(${names.join(', ')}) -> ${renderExpression(body, parameters)}`,
  'property-column': ({ name }) => name,
  runtime: ({ name }) => `{${name}:${boundLater[name]}}`,
  stage: ({ id }) => id,
  value: (value, parameters) => parameters.appendValue(value),
  variable: ({ name }) => name,
};

export function renderExpression(expression: Expression, parameters: Parameters): string {
  // The renderer of a kind takes expressions of that kind; TypeScript does not correlate the two look-ups.
  const render = renderers[expression.kind] as (expression: Expression, parameters: Parameters) => string;
  return render(expression, parameters);
}
