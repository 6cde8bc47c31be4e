import { ExactNumber } from '../../value/exact-number';
import { pointerTo } from '../../value/json-pointer';
import type { CheckContext } from './check-context';

/** JSON levels that one node of a rule adds at most (its object and its list of operands), and those inside a condition. */
const LEVELS_PER_NODE = 2;
const LEVELS_IN_CONDITION = 16;

interface Visit {
  readonly value: unknown;
  readonly pointer: string;
  readonly level: number;
}

/**
 * Whether a rule is small and shallow enough to be walked. Iterative, because nothing that recurses (not even JSON.stringify)
 * survives a rule of 10,000 levels. What passes here can still exceed the limit of nodes; this one only protects the stack.
 */
export function isWalkable(context: CheckContext, rule: unknown): boolean {
  const deepest = findTooDeep(rule, context.limits.depth * LEVELS_PER_NODE + LEVELS_IN_CONDITION);
  if (deepest !== undefined) {
    context.report('rule.too-deep', deepest, tooDeepMessage(context.limits.depth));
    return false;
  }
  const bytes = Buffer.byteLength(JSON.stringify(rule ?? null));
  if (bytes > context.limits.bytes) {
    const message = `Shorten the rule: it has ${bytes} bytes, and at most ${context.limits.bytes} are allowed.`;
    context.report('rule.too-large', '', message);
    return false;
  }
  return true;
}

export function tooDeepMessage(depth: number): string {
  return `Nest less deep: at most ${depth} nodes may lie on one path, the condition included.`;
}

/** The pointer of the first value that lies deeper than `levels`. */
function findTooDeep(rule: unknown, levels: number): string | undefined {
  const pending: Visit[] = [{ value: rule, pointer: '', level: 1 }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value, pointer, level } = visit;
    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
      continue;
    }
    if (level > levels) {
      return pointer;
    }
    for (const [name, member] of Object.entries(value)) {
      pending.push({ value: member, pointer: pointerTo(pointer, name), level: level + 1 });
    }
  }
  return undefined;
}
