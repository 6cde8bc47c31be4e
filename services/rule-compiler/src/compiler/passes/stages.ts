import type { Expression } from '../expression/expression';
import { StageExpression } from '../expression/stage.expression';
import { KnownUsersNode } from '../tree/known-users.node';
import type { LeafNode } from '../tree/plan-node';
import {
  conjunctionOf,
  disjunctionOf,
  inNormalForm,
  intersectionOf,
  stagesIn,
  unionOf,
  without,
} from './bitmap';
import { isHeavy } from './cost';
import type { CombineStage, Stage } from './staged-plan';

/** The stages of a plan as they are made; the same bitmap is never computed twice. */
export class Stages {
  private readonly stages: Stage[] = [];
  private readonly made = new Map<string, StageExpression>();
  /** By the id of a stage: how many masks have to be known one after the other before it is. */
  private readonly depths = new Map<string, number>();
  private readonly heavy = new Set<string>();

  /** The users of a leaf, or only those among `mask`. */
  read(leaf: LeafNode, mask?: StageExpression): StageExpression {
    // Where a leaf stands in the rule does not change its users.
    return this.once([{ ...leaf, pointer: '' }, mask], (id) => {
      this.depths.set(id, mask ? this.depthOf(mask) + 1 : 0);
      if (isHeavy(leaf)) this.heavy.add(id);
      return { kind: 'read', id, leaf, mask };
    });
  }

  knownUsers(): StageExpression {
    return this.read(KnownUsersNode());
  }

  /** A mask as a stage of its own, which the rows of other stages are then asked of without computing it again. */
  mask(bitmap: Expression, pointer: string): StageExpression {
    return this.combine(inNormalForm(bitmap), 'mask', pointer);
  }

  /**
   * The same users, with everything that is known before them combined ahead: one bitmap is handed on to the last round, and
   * not one for each leaf.
   */
  withPartsAhead(bitmap: Expression): Expression {
    if (bitmap.kind !== 'call') return bitmap;
    const depth = this.depthOf(bitmap);
    const isAhead = (part: Expression) => this.depthOf(part) < depth;
    const parts = (bitmaps: readonly Expression[]) =>
      bitmaps.filter((part) => !isAhead(part)).map((part) => this.withPartsAhead(part));
    if (bitmap.name === 'bitmapOr') {
      const any = disjunctionOf(bitmap);
      const ahead = unionOf(any.filter(isAhead));
      return unionOf([...(ahead ? [this.part(ahead)] : []), ...parts(any)]) ?? bitmap;
    }
    const { keep, remove } = conjunctionOf(bitmap);
    const keptAhead = intersectionOf(keep.filter(isAhead));
    const removedAhead = remove.filter(isAhead);
    const ahead = keptAhead && this.part(inNormalForm(without(keptAhead, removedAhead)));
    const left = ahead ? [] : removedAhead.map((part) => this.part(part));
    const kept = intersectionOf([...(ahead ? [ahead] : []), ...parts(keep)]) ?? bitmap;
    return without(kept, [...left, ...parts(remove)]);
  }

  /** Whether it is known without reading what is worth a mask. */
  isCheap(bitmap: Expression): boolean {
    return stagesIn(bitmap).every((id) => !this.heavy.has(id));
  }

  all(): readonly Stage[] {
    return this.stages;
  }

  private part(bitmap: Expression): StageExpression {
    return this.combine(bitmap, 'part of the result', '');
  }

  private combine(bitmap: Expression, purpose: CombineStage['purpose'], pointer: string): StageExpression {
    if (bitmap.kind === 'stage') return bitmap;
    return this.once(bitmap, (id) => {
      this.depths.set(id, this.depthOf(bitmap));
      if (!this.isCheap(bitmap)) this.heavy.add(id);
      return { kind: 'combine', id, bitmap, purpose, pointer };
    });
  }

  private depthOf(bitmap: Expression): number {
    return Math.max(0, ...stagesIn(bitmap).map((id) => this.depths.get(id) ?? 0));
  }

  private once(identity: unknown, make: (id: string) => Stage): StageExpression {
    const key = JSON.stringify(identity);
    const known = this.made.get(key);
    if (known) return known;
    const stage = make(`s${String(this.stages.length)}`);
    this.stages.push(stage);
    const reference = StageExpression(stage.id);
    this.made.set(key, reference);
    return reference;
  }
}
