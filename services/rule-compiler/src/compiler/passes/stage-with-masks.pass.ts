import type { Expression } from '../expression/expression';
import type { StageExpression } from '../expression/stage.expression';
import type { LeafNode, PlanNode } from '../tree/plan-node';
import { intersectionOf, unionOf, without } from './bitmap';
import { Bounds } from './bounds';
import { isHeavy } from './cost';
import type { StagedPlan } from './staged-plan';
import { Stages } from './stages';

/** Users that can still decide the result: those in all of these bitmaps. Of anybody else a node may say anything. */
type Context = readonly Expression[];

/**
 * Turns a tree into stages. Cheap leaves are read whole; a heavy one reads only the rows of users that can still decide the
 * result: under an intersection those in all siblings' upper bounds, under a union those in no sibling's lower bound, in what a
 * difference keeps those not in a lower bound of what it removes. A sibling that is computed already is its own bound.
 */
export function stageWithMasks(root: PlanNode): StagedPlan {
  const staging = new Staging();
  const result = staging.stages.withPartsAhead(staging.evaluate(root, []));
  return { stages: staging.stages.all(), result };
}

class Staging {
  readonly stages = new Stages();
  private readonly bounds = new Bounds(this.stages);
  private readonly knownUsers = this.stages.knownUsers();

  evaluate(node: PlanNode, context: Context): Expression {
    switch (node.kind) {
      case 'intersect':
        return this.intersect(node.of, context);
      case 'union':
        return this.union(node.of, context);
      case 'difference':
        return this.difference(node.keep, node.remove, context);
      default:
        return isHeavy(node) ? this.stages.read(node, this.maskFor(node, context)) : this.stages.read(node);
    }
  }

  private intersect(operands: readonly PlanNode[], context: Context): Expression {
    const done = operands.reduce<readonly Expression[]>((found, operand, index) => {
      const ahead = operands.slice(index + 1).flatMap((sibling) => this.bounds.upper(sibling) ?? []);
      return [...found, this.evaluate(operand, [...context, ...found, ...ahead])];
    }, []);
    return this.orNobody(intersectionOf(done));
  }

  private union(operands: readonly PlanNode[], context: Context): Expression {
    const done = operands.reduce<readonly Expression[]>((found, operand, index) => {
      const ahead = operands.slice(index + 1).flatMap((sibling) => this.bounds.lower(sibling) ?? []);
      return [...found, this.evaluate(operand, this.leaving(context, [...found, ...ahead]))];
    }, []);
    return this.orNobody(unionOf(done));
  }

  private difference(keep: PlanNode, remove: readonly PlanNode[], context: Context): Expression {
    const removedAtLeast = remove.flatMap((node) => this.bounds.lower(node) ?? []);
    const kept = this.evaluate(keep, this.leaving(context, removedAtLeast));
    const removed = remove.reduce<readonly Expression[]>((found, node) => {
      const left = this.leaving([...context, kept], found);
      return [...found, this.evaluate(node, left)];
    }, []);
    return without(kept, removed);
  }

  /** The context without some users; what is cheap in it stays apart from what is not. */
  private leaving(context: Context, removed: readonly Expression[]): Context {
    const [cheap, heavy] = this.byCost(context);
    const [cheapRemoved, heavyRemoved] = this.byCost(removed);
    return [
      ...(cheapRemoved.length > 0
        ? [without(intersectionOf(cheap) ?? this.knownUsers, cheapRemoved)]
        : cheap),
      ...heavy,
      ...(heavyRemoved.length > 0 ? [without(this.knownUsers, heavyRemoved)] : []),
    ];
  }

  /**
   * A mask is made of cheap bitmaps alone where there are any: all heavy leaves under it are then read in one round. What an earlier
   * heavy leaf leaves over would spare the next one few rows more, and cost a round.
   *
   * Being known is no mask of its own: it would cost more than it saves, and the result is guarded anyway. With others it makes the mask
   * that part of the result which is known by then, so that one bitmap is both.
   */
  private maskFor(leaf: LeafNode, context: Context): StageExpression | undefined {
    const telling = context.filter((bitmap) => bitmap !== this.knownUsers);
    if (telling.length === 0) return undefined;
    const [cheap, heavy] = this.byCost(telling);
    const mask = intersectionOf([this.knownUsers, ...(cheap.length > 0 ? cheap : heavy)]);
    return mask && this.stages.mask(mask, leaf.pointer);
  }

  private byCost(bitmaps: readonly Expression[]): [cheap: Expression[], heavy: Expression[]] {
    const cheap = bitmaps.filter((bitmap) => this.stages.isCheap(bitmap));
    return [cheap, bitmaps.filter((bitmap) => !cheap.includes(bitmap))];
  }

  private orNobody(bitmap: Expression | undefined): Expression {
    return bitmap ?? without(this.knownUsers, [this.knownUsers]);
  }
}
