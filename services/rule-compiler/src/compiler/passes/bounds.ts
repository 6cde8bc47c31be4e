import type { Expression } from '../expression/expression';
import { visitNode, type LeafNode, type NodeVisitor, type PlanNode } from '../tree/plan-node';
import { intersectionOf, unionOf, without } from './bitmap';
import { isHeavy } from './cost';
import type { Stages } from './stages';

type Bound = Expression | undefined;

const isKnown = (bound: Bound): bound is Expression => bound !== undefined;

function allKnown(bounds: readonly Bound[]): readonly Expression[] | undefined {
  return bounds.every(isKnown) ? bounds : undefined;
}

/**
 * What the cheap leaves of a node tell of its users before its heavy ones are read: nobody outside the upper bound is in the
 * node, everybody in the lower bound is. Undefined when they tell nothing.
 */
export class Bounds {
  constructor(private readonly stages: Stages) {}

  upper(node: PlanNode): Bound {
    return visitNode(node, this.uppers);
  }

  lower(node: PlanNode): Bound {
    return visitNode(node, this.lowers);
  }

  private readonly leaf = (node: LeafNode): Bound => (isHeavy(node) ? undefined : this.stages.read(node));

  private readonly leaves: NodeVisitor<LeafNode, Bound> = {
    'known-users': this.leaf,
    tag: this.leaf,
    attribute: this.leaf,
    audience: this.leaf,
    'event-days': this.leaf,
    events: this.leaf,
    sequence: this.leaf,
  };

  private readonly uppers: NodeVisitor<PlanNode, Bound> = {
    ...this.leaves,
    // Everybody who can be a member is known: it tells nothing.
    'known-users': () => undefined,
    intersect: ({ of }) => intersectionOf(of.map((node) => this.upper(node)).filter(isKnown)),
    union: ({ of }) => {
      const uppers = allKnown(of.map((node) => this.upper(node)));
      return uppers && unionOf(uppers);
    },
    difference: ({ keep, remove }) => {
      const lowers = remove.map((node) => this.lower(node)).filter(isKnown);
      const upper = this.upper(keep);
      return lowers.length > 0 ? without(upper ?? this.stages.knownUsers(), lowers) : upper;
    },
  };

  private readonly lowers: NodeVisitor<PlanNode, Bound> = {
    ...this.leaves,
    intersect: ({ of }) => {
      const lowers = allKnown(of.map((node) => this.lower(node)));
      return lowers && intersectionOf(lowers);
    },
    union: ({ of }) => unionOf(of.map((node) => this.lower(node)).filter(isKnown)),
    difference: ({ keep, remove }) => {
      const lower = this.lower(keep);
      const uppers = allKnown(remove.map((node) => this.upper(node)));
      return lower && uppers && without(lower, uppers);
    },
  };
}
