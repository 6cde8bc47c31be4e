import { parseBitmap, stagesOf } from '../bitmap-expression';
import type { BitmapRead, BitmapTable, Plan, PlanMask, PlanStage } from '../plan';

/** How the bitmap of a stage is read: by a SELECT of its own, which may have a mask, out of a table of bitmaps, or by both. */
export type StageRead = SelectRead | StoredRead | BinnedRead;

export interface SelectRead {
  readonly select: string;
  readonly mask?: PlanMask | undefined;
}

export interface StoredRead extends BitmapRead {
  /** A weaker condition that finds the rows by itself; the whole one, unless told. Shorter ones are analysed faster. */
  readonly rows?: string;
}

/** The users of both. */
export interface BinnedRead {
  readonly decided: StoredRead;
  readonly undecided: SelectRead;
}

/** The users of any of them. */
export interface UnitedRead {
  readonly table: BitmapTable;
  readonly any: readonly StoredRead[];
}

/** How a round reads a bitmap. */
export type RoundRead = StageRead | UnitedRead;

/** A stage as it is executed. */
export type RoundStage =
  | { readonly kind: 'read'; readonly id: string; readonly read: RoundRead }
  | { readonly kind: 'combine'; readonly id: string; readonly bitmap: string };

/** One statement's share of a plan. */
export interface PlanRound {
  /** In the order of evaluation. */
  readonly stages: readonly RoundStage[];
  /** Ids of stages of earlier rounds that this one needs. */
  readonly carriedIn: readonly string[];
  /** Ids of its own stages that later rounds need. */
  readonly carriedOut: readonly string[];
}

/**
 * Orders the stages of a plan in rounds: a masked stage is read one round after its mask is known, everything else as early as
 * possible. Stages that the result does not need are left out: masks of nobody, once their stage is read from where it is kept.
 *
 * @param reads other ways to the same bitmaps, by the ids of their stages: what has been read before need not be read again.
 * @returns at least one round; the result is computed in the last.
 */
export function planRounds(
  { stages, result }: Pick<Plan, 'stages' | 'result'>,
  reads: ReadonlyMap<string, RoundRead> = new Map(),
): PlanRound[] {
  const staged = new Map<string, Placed>();
  for (const stage of stages) {
    const placed = place(stage, reads.get(stage.id), staged);
    staged.set(stage.id, placed);
  }
  const needed = neededBy(idsIn(result, staged), staged);
  const last = Math.max(...idsIn(result, staged).map((id) => roundOf(id, staged)));
  const users = [...needed].map((id) => ({ of: staged.get(id)?.uses ?? [], round: roundOf(id, staged) }));
  users.push({ of: idsIn(result, staged), round: last });
  return Array.from({ length: last + 1 }, (_, round) => {
    const own = [...staged].filter(([id, placed]) => placed.round === round && needed.has(id));
    const isOwn = new Set(own.map(([id]) => id));
    const usedHere = new Set(users.filter((user) => user.round === round).flatMap(({ of }) => of));
    const usedLater = new Set(users.filter((user) => user.round > round).flatMap(({ of }) => of));
    return {
      stages: own.map(([, { stage }]) => stage),
      carriedIn: [...staged.keys()].filter((id) => usedHere.has(id) && !isOwn.has(id)),
      carriedOut: [...isOwn].filter((id) => usedLater.has(id)),
    };
  });
}

interface Placed {
  readonly stage: RoundStage;
  readonly uses: readonly string[];
  readonly round: number;
}

type Stages = ReadonlyMap<string, Placed>;

function place(stage: PlanStage, other: RoundRead | undefined, earlier: Stages): Placed {
  const { id, select, bitmaps, combines: bitmap, mask } = stage;
  if (bitmap !== undefined) {
    const uses = idsIn(bitmap, earlier);
    const round = Math.max(0, ...uses.map((used) => roundOf(used, earlier)));
    return { stage: { kind: 'combine', id, bitmap }, uses, round };
  }
  const read = other ?? bitmaps ?? { select, mask };
  const masked = 'select' in read ? read.mask : undefined;
  return {
    stage: { kind: 'read', id, read },
    uses: masked ? [masked.stage] : [],
    round: masked ? roundOf(masked.stage, earlier) + 1 : 0,
  };
}

function roundOf(id: string, stages: Stages): number {
  return stages.get(id)?.round ?? 0;
}

/** The stages that an expression over bitmaps names, in the order of evaluation. */
function idsIn(bitmap: string, stages: Stages): string[] {
  const named = new Set(stagesOf(parseBitmap(bitmap)));
  return [...stages.keys()].filter((id) => named.has(id));
}

function neededBy(ids: readonly string[], stages: Stages): Set<string> {
  const needed = new Set<string>();
  const visit = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    stages.get(id)?.uses.forEach(visit);
  };
  ids.forEach(visit);
  return needed;
}
