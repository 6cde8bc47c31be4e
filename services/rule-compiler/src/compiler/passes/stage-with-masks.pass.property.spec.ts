import { randomInt } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import type { Expression } from '../expression/expression';
import { AudienceNode } from '../tree/audience.node';
import { DifferenceNode } from '../tree/difference.node';
import { EventsNode } from '../tree/events.node';
import { IntersectNode } from '../tree/intersect.node';
import { KnownUsersNode } from '../tree/known-users.node';
import type { LeafNode, PlanNode } from '../tree/plan-node';
import { UnionNode } from '../tree/union.node';
import { guardKnownUsers } from './guard-known-users.pass';
import { orderCheapFirst } from './order-cheap-first.pass';
import type { StagedPlan } from './staged-plan';
import { stageWithMasks } from './stage-with-masks.pass';

const seed = Number(process.env['PROPERTY_SEED'] ?? randomInt(2 ** 31));

/** Sets of eight users, as bits; the pointer of a leaf is its set. Two users are not known. */
type Users = number;
const KNOWN: Users = 0b00111111;

const anyUsers = fc.nat(255);

const heavy = (users: Users): PlanNode =>
  EventsNode(String(users), {
    app: undefined,
    event: String(users),
    window: { from: undefined, to: undefined, today: 'included', since: undefined },
    where: [],
    aggregate: { fn: 'count', test: { op: 'gte', values: ['2'] } },
  });

const anyLeaf: Arbitrary<PlanNode> = fc.oneof(
  { weight: 4, arbitrary: anyUsers.map((users) => AudienceNode(String(users), String(users), 'input0')) },
  { weight: 4, arbitrary: anyUsers.map(heavy) },
  { weight: 1, arbitrary: fc.constant(KnownUsersNode()) },
);

const { node: anyTree } = fc.letrec<{ node: PlanNode }>((tie) => {
  const operands = fc.array(tie('node'), { minLength: 1, maxLength: 4 });
  return {
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      anyLeaf,
      operands.map((of) => IntersectNode('', of)),
      operands.map((of) => UnionNode('', of)),
      fc.tuple(tie('node'), operands).map(([keep, remove]) => DifferenceNode('', keep, remove)),
    ),
  };
});

const leafUsers = (leaf: LeafNode): Users => (leaf.kind === 'known-users' ? KNOWN : Number(leaf.pointer));

function usersOf(node: PlanNode): Users {
  switch (node.kind) {
    case 'intersect':
      return node.of.reduce((users, operand) => users & usersOf(operand), 255);
    case 'union':
      return node.of.reduce((users, operand) => users | usersOf(operand), 0);
    case 'difference':
      return node.remove.reduce((users, operand) => users & ~usersOf(operand), usersOf(node.keep));
    default:
      return leafUsers(node);
  }
}

function execute({ stages, result }: StagedPlan): Users {
  const bitmaps = new Map<string, Users>();
  const valueOf = (expression: Expression): Users => {
    if (expression.kind === 'stage') return bitmaps.get(expression.id) ?? NaN;
    if (expression.kind !== 'call') throw new Error(`not a bitmap: ${expression.kind}`);
    const [left = NaN, right = NaN] = expression.operands.map(valueOf);
    switch (expression.name) {
      case 'bitmapAnd':
        return left & right;
      case 'bitmapOr':
        return left | right;
      case 'bitmapAndnot':
        return left & ~right;
      default:
        throw new Error(`not an operation on bitmaps: ${expression.name}`);
    }
  };
  for (const stage of stages) {
    const users =
      stage.kind === 'combine'
        ? valueOf(stage.bitmap)
        : leafUsers(stage.leaf) & (stage.mask ? valueOf(stage.mask) : 255);
    bitmaps.set(stage.id, users);
  }
  return valueOf(result);
}

test(`order and masks change no member (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      expect(execute(stageWithMasks(orderCheapFirst(guardKnownUsers(tree))))).toBe(usersOf(tree) & KNOWN);
    }),
    { seed, numRuns: 2_000 },
  );
});
