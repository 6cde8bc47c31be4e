import { pointerTo } from '../../value/json-pointer';
import type { ConditionKind } from '../condition.schemas';
import { checkAttribute } from './check-attribute';
import { checkAudience } from './check-audience';
import { checkBehavior } from './check-behavior';
import type { CheckContext } from './check-context';
import { checkSequence } from './check-sequence';
import { tooDeepMessage } from './check-shape';
import { checkTag } from './check-tag';
import { Fields } from './fields';
import { either, quote } from './wording';

const conditionChecks: Readonly<Record<ConditionKind, (fields: Fields) => void>> = {
  tag: checkTag,
  audience: checkAudience,
  behavior: checkBehavior,
  attribute: checkAttribute,
  sequence: checkSequence,
};
const conditionKinds = Object.keys(conditionChecks);
const setOperators = ['intersect', 'union', 'difference', 'not'] as const;

/** Checks a node of a rule and everything below it. `depth` counts the nodes from the root, which is 1. */
export function checkNode(context: CheckContext, value: unknown, pointer: string, depth: number): void {
  if (depth > context.limits.depth && !context.tooDeep) {
    context.tooDeep = true;
    context.report('rule.too-deep', pointer, tooDeepMessage(context.limits.depth));
  }
  const fields = Fields.open(context, value, pointer, 'a condition or a set expression');
  if (fields === undefined) {
    return;
  }
  // A condition can have an `op` too (the operator on an attribute); a set expression never has a `kind`.
  if (fields.has('kind') || !fields.has('op')) {
    checkCondition(fields);
  } else {
    checkSetExpression(fields, depth);
  }
}

function checkCondition(fields: Fields): void {
  const { context } = fields;
  context.conditions += 1;
  if (!fields.has('kind')) {
    const message = `Add "op" (${either(setOperators)}) for a set expression, or "kind" (${either(conditionKinds)}) for a condition.`;
    context.report('rule.missing-field', fields.at('kind'), message);
    return;
  }
  const kind = fields.text('kind');
  if (kind === undefined) {
    return;
  }
  if (isConditionKind(kind)) {
    conditionChecks[kind](fields.as(`a condition of kind "${kind}"`));
  } else {
    const message = `Write one of the kinds ${either(conditionKinds)}: there is no condition of kind ${quote(kind)}${context.didYouMean(kind, () => conditionKinds)}`;
    context.report('rule.unknown-kind', fields.at('kind'), message);
  }
}

function isConditionKind(kind: string): kind is ConditionKind {
  return Object.hasOwn(conditionChecks, kind);
}

function checkSetExpression(fields: Fields, depth: number): void {
  const { context } = fields;
  const op = fields.text('op');
  switch (op) {
    case undefined:
      return;
    case 'intersect':
    case 'union':
      fields.refuseOthers(['op', 'of']);
      checkOperands(fields, 'of', depth);
      return;
    case 'difference':
      fields.refuseOthers(['op', 'keep', 'remove']);
      checkOperandNode(fields, 'keep', depth);
      checkOperands(fields, 'remove', depth);
      return;
    case 'not':
      fields.refuseOthers(['op', 'of']);
      checkOperandNode(fields, 'of', depth);
      return;
    default: {
      const message = `Write one of the set expressions ${either(setOperators)}: there is no ${quote(op)}${context.didYouMean(op, () => setOperators)}`;
      context.report('rule.unknown-kind', fields.at('op'), message);
    }
  }
}

function checkOperands(fields: Fields, name: string, depth: number): void {
  const operands = fields.list(name);
  if (operands?.length === 0) {
    const message = `Add at least one condition or set expression to "${name}".`;
    fields.context.report('rule.empty-group', fields.at(name), message);
  }
  operands?.forEach((operand, index) => {
    checkNode(fields.context, operand, pointerTo(fields.at(name), index), depth + 1);
  });
}

function checkOperandNode(fields: Fields, name: string, depth: number): void {
  const operand = fields.required(name);
  if (operand !== undefined) {
    checkNode(fields.context, operand, fields.at(name), depth + 1);
  }
}
