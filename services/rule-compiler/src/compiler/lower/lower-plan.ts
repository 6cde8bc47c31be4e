import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { Scan } from '../expression/scan';
import type { StageExpression } from '../expression/stage.expression';
import { conjunctionOf } from '../passes/bitmap';
import type { Stage, StagedPlan } from '../passes/staged-plan';
import { labelStage } from './label-stage';
import { leafScopes } from './leaf-scopes';
import { lowerLeaf } from './lower-leaf';
import { lowerRollup } from './lower-rollup';
import { lowerValues } from './lower-values';
import type { RollupRead, StageMask, Statement, StatementStage, StoredBitmaps } from './statement';

/** How the stages of a plan are read from the tables. */
export function lowerPlan({ stages, result }: StagedPlan): Statement {
  const narrow = narrowMasks(stages);
  return { stages: stages.map((stage) => lowerStage(stage, narrow)), result };
}

/** Masks of users who are in something: what is only removed from all known users leaves most of them. */
function narrowMasks(stages: readonly Stage[]): ReadonlySet<string> {
  const isNarrow = (stage: Stage) => stage.kind === 'combine' && conjunctionOf(stage.bitmap).keep.length > 1;
  return new Set(stages.filter(isNarrow).map(({ id }) => id));
}

function lowerStage(stage: Stage, narrow: ReadonlySet<string>): StatementStage {
  const { id } = stage;
  const named = { id, ...labelStage(stage) };
  if (stage.kind === 'combine') return { ...named, body: stage.bitmap, ...nothingKept };
  const scopes = leafScopes(stage.leaf);
  const scan = lowerLeaf(stage.leaf);
  const mask = stage.mask && lowerMask(stage.mask, narrow);
  return {
    ...named,
    body: masked(scan, mask),
    mask,
    bitmaps: storedBitmaps(scan),
    input: stage.leaf.kind === 'audience' ? stage.leaf.input : undefined,
    leaf: scopes && { scopes, scan },
    values: scopes && lowerValues(stage.leaf, scopes, `${id}Values`),
    rollup: maskedRollup(lowerRollup(stage.leaf, id), mask),
  };
}

const nothingKept = {
  mask: undefined,
  bitmaps: undefined,
  input: undefined,
  leaf: undefined,
  values: undefined,
  rollup: undefined,
} as const;

function storedBitmaps({ table, keys, filters }: Scan): StoredBitmaps | undefined {
  if (table !== 'event_days' && table !== 'snapshots') return undefined;
  return { table, condition: EveryExpression(...keys, ...filters), which: keys.find(isName) };
}

/** An event's name and a snapshot's id say which rows are meant; the rest of a condition only says which of them. */
function isName(key: Expression): boolean {
  return key.kind === 'infix' && key.left.kind === 'column' && ['event', 'snapshot'].includes(key.left.name);
}

function lowerMask(mask: StageExpression, narrow: ReadonlySet<string>): StageMask {
  const test = CallExpression('bitmapContains', mask, ColumnExpression('uid'));
  return { stage: mask.id, test, narrow: narrow.has(mask.id) };
}

/** The mask stands last among the conditions on the key, where the cheaper ones have thinned out the rows. */
function masked(scan: Scan, mask: StageMask | undefined): Scan {
  return mask ? Scan({ ...scan, keys: [...scan.keys, mask.test] }) : scan;
}

function maskedRollup(rollup: RollupRead | undefined, mask: StageMask | undefined): RollupRead | undefined {
  return rollup && { ...rollup, rolled: masked(rollup.rolled, mask), recent: masked(rollup.recent, mask) };
}
