import type { Expression } from '../expression/expression';
import { StageExpression } from '../expression/stage.expression';
import { KnownUsersNode } from '../tree/known-users.node';
import type { LeafNode } from '../tree/plan-node';
import type { Stage } from './staged-plan';

/** The stages of a plan as they are made; the same bitmap is never computed twice. */
export class Stages {
  private readonly stages: Stage[] = [];
  private readonly made = new Map<string, StageExpression>();

  /** The users of a leaf, or only those among `mask`. */
  read(leaf: LeafNode, mask?: StageExpression): StageExpression {
    // Where a leaf stands in the rule does not change its users.
    return this.once([{ ...leaf, pointer: '' }, mask], (id) => ({ kind: 'read', id, leaf, mask }));
  }

  knownUsers(): StageExpression {
    return this.read(KnownUsersNode());
  }

  /** A bitmap as a stage of its own, which `bitmapContains` then asks for every row without computing it again. */
  combine(bitmap: Expression, pointer: string): StageExpression {
    if (bitmap.kind === 'stage') return bitmap;
    return this.once(bitmap, (id) => ({ kind: 'combine', id, bitmap, pointer }));
  }

  all(): readonly Stage[] {
    return this.stages;
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
