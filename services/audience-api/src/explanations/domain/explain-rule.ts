import {
  pointerTo,
  type Catalogue,
  type Change,
  type Condition,
  type ExplainedNode,
  type Finding,
  type Rule,
  type SetExpression,
} from '@muster/contracts';
import { conditionChange } from './condition-change';

/**
 * Every node of a rule with its answer for one user, parents before their operands. Groups follow from their operands: the answer of
 * the first node is whether the user is a member.
 * @param findings one for each condition, with pointers into `rule`.
 * @throws Error when a condition has no finding.
 */
export function explainRule(rule: Rule, findings: readonly Finding[], catalogue: Catalogue): ExplainedNode[] {
  const byPointer = new Map(findings.map((finding) => [finding.pointer, finding]));
  return explainNode(rule, '', { byPointer, catalogue });
}

interface Known {
  readonly byPointer: ReadonlyMap<string, Finding>;
  readonly catalogue: Catalogue;
}

function explainNode(node: Rule, pointer: string, known: Known): ExplainedNode[] {
  if ('kind' in node) return [explainCondition(node, pointer, known)];
  const operands = operandsOf(node, pointer).map(({ rule, pointer: at, wanted }) => ({
    wanted,
    nodes: explainNode(rule, at, known),
  }));
  const answered = operands.flatMap(({ wanted, nodes: [operand] }) =>
    operand ? { ...operand, wanted } : [],
  );
  return [groupNode(node, pointer, answered), ...operands.flatMap(({ nodes }) => nodes)];
}

function explainCondition(
  condition: Condition,
  pointer: string,
  { byPointer, catalogue }: Known,
): ExplainedNode {
  const found = byPointer.get(pointer);
  if (!found) throw new Error(`nothing was found out about the condition at "${pointer}"`);
  const { holds, evidence } = found;
  const change = conditionChange(condition, evidence, holds, catalogue);
  return { pointer, node: condition.kind, holds, evidence, change };
}

interface Operand {
  readonly rule: Rule;
  readonly pointer: string;
  /** The answer of the operand that speaks for the group. */
  readonly wanted: boolean;
}

function operandsOf(node: SetExpression, pointer: string): Operand[] {
  const list = (rules: readonly Rule[], member: string, wanted: boolean): Operand[] =>
    rules.map((rule, index) => ({ rule, pointer: pointerTo(pointer, member, index), wanted }));
  switch (node.op) {
    case 'intersect':
    case 'union':
      return list(node.of, 'of', true);
    case 'difference':
      return [
        { rule: node.keep, pointer: pointerTo(pointer, 'keep'), wanted: true },
        ...list(node.remove, 'remove', false),
      ];
    case 'not':
      return [{ rule: node.of, pointer: pointerTo(pointer, 'of'), wanted: false }];
  }
}

type AnsweredOperand = Pick<ExplainedNode, 'pointer' | 'holds'> & { readonly wanted: boolean };

/** A union needs one operand that speaks for it, every other group needs all of them. */
function groupNode(
  node: SetExpression,
  pointer: string,
  operands: readonly AnsweredOperand[],
): ExplainedNode {
  const speaksFor = ({ holds, wanted }: AnsweredOperand): boolean => holds === wanted;
  const needsAll = node.op !== 'union';
  const holds = needsAll ? operands.every(speaksFor) : operands.some(speaksFor);
  // What has to turn around: those that stand against a group that is false, those that speak for one that is true.
  const turning = operands.filter((operand) => speaksFor(operand) === holds);
  return {
    pointer,
    node: node.op,
    holds,
    evidence: null,
    change: nodesChange(turning, holds === needsAll ? 'any' : 'all', holds),
  };
}

function nodesChange(turning: readonly AnsweredOperand[], which: 'all' | 'any', holds: boolean): Change {
  const nodes = turning.map((operand) => ({ pointer: operand.pointer, holds: !operand.holds }));
  const amount = nodes.length === 1 ? '' : `${which} of `;
  const wishes = nodes.map((node) => `${node.pointer} to be ${String(node.holds)}`).join(', ');
  return { need: 'nodes', which, nodes, text: `${holds ? 'would end with' : 'needs'} ${amount}${wishes}` };
}
