import { planRounds } from '@muster/contracts';
import type { SpanPlan } from '../kept-reads/bound-plan';

/** A bitmap that is kept in the engine and never changes, of the users of one span. */
export type KeptBitmap =
  | { readonly kind: 'leaf'; readonly key: string }
  | { readonly kind: 'snapshot'; readonly audienceId: string; readonly snapshotId: string };

/** A plan of which every stage is the OR of such bitmaps, or is computed of other stages. */
export interface HeldPlan {
  /** By the ids of the stages that are read. */
  readonly reads: ReadonlyMap<string, readonly KeptBitmap[]>;
  /** Expressions over stages before them, in the order of evaluation. */
  readonly combines: readonly { readonly id: string; readonly bitmap: string }[];
  /** Expression over all stages. */
  readonly result: string;
}

/** How a plan is computed without the engine; undefined when it has to read a stage. */
export function heldPlanOf(spanPlan: SpanPlan): HeldPlan | undefined {
  const { plan, reads } = spanPlan;
  const [round, ...others] = planRounds(plan, reads);
  if (!round || others.length > 0) return undefined;
  const kept = new Map<string, readonly KeptBitmap[]>();
  for (const { kind, id } of round.stages) {
    if (kind === 'combine') continue;
    const read = readOf(id, spanPlan);
    if (!read) return undefined;
    kept.set(id, read);
  }
  const combines = round.stages.flatMap((stage) => (stage.kind === 'combine' ? [stage] : []));
  return { reads: kept, combines, result: plan.result };
}

function readOf(id: string, { plan, parameters, leaves }: SpanPlan): readonly KeptBitmap[] | undefined {
  const key = leaves.get(id);
  if (key !== undefined) return [{ kind: 'leaf', key }];
  const name = plan.stages.find((stage) => stage.id === id)?.input;
  const input = plan.inputs.find(({ parameter }) => parameter === name);
  const snapshots = name === undefined ? undefined : parameters[name];
  if (!input || !Array.isArray(snapshots)) return undefined;
  const { audienceId } = input;
  return snapshots.map((snapshot) => ({ kind: 'snapshot', audienceId, snapshotId: String(snapshot) }));
}
