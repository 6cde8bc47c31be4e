import type { ValueType } from '../../catalogue/catalogue';
import { operator, operatorsByType } from '../predicate.schema';
import { comparesStrings, operandShape } from '../operand-shapes';
import { checkOperand } from './check-operand';
import type { Fields } from './fields';
import { either, quote } from './wording';

/** The fields of a comparison. */
export const comparisonFields = ['op', 'value', 'ignoreCase'] as const;

/**
 * Checks the operator, operand and `ignoreCase` of an attribute condition or filter against the type of the value. When the name is
 * unknown there is no type; then only what is wrong for every type is found.
 */
export function checkComparison(fields: Fields, type: ValueType | undefined): void {
  const { context } = fields;
  fields.optionalBoolean('ignoreCase');
  const op = fields.text('op');
  if (op === undefined) {
    return;
  }
  if (!operator.safeParse(op).success) {
    const known = type === undefined ? operator.options : operatorsByType[type];
    reportUnknownOperator(fields, op, known);
    return;
  }
  if (type === undefined) {
    return;
  }
  const shape = operandShape(type, op);
  if (shape === undefined) {
    const message = `Use one of ${either(operatorsByType[type])}: "${op}" is not an operator on a ${type}.`;
    context.report('rule.operator-not-for-type', fields.at('op'), message);
    return;
  }
  if (fields.has('ignoreCase') && !comparesStrings(type, op)) {
    const message = `Remove "ignoreCase": "${op}" on a ${type} does not compare strings.`;
    context.report('rule.ignore-case-not-allowed', fields.at('ignoreCase'), message);
  }
  if (shape === 'none') {
    refuseValue(fields, op);
    return;
  }
  const value = fields.required('value');
  if (value !== undefined) {
    checkOperand(context, shape, value, fields.at('value'));
  }
}

/** Reports an operator that no type has. */
export function reportUnknownOperator(fields: Fields, op: string, known: readonly string[]): void {
  const hint = fields.context.didYouMean(op, () => known);
  const message = `Use one of ${either(known)}: there is no operator ${quote(op)}${hint}`;
  fields.context.report('rule.unknown-operator', fields.at('op'), message);
}

function refuseValue(fields: Fields, op: string): void {
  if (fields.has('value')) {
    fields.context.report('rule.unknown-field', fields.at('value'), `Remove "value": "${op}" takes none.`);
  }
}
