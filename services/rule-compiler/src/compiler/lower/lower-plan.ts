import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import { Scan } from '../expression/scan';
import type { ReadStage, Stage, StagedPlan } from '../passes/staged-plan';
import { labelStage } from './label-stage';
import { leafScopes } from './leaf-scopes';
import { lowerLeaf } from './lower-leaf';
import { lowerRollup } from './lower-rollup';
import { lowerValues } from './lower-values';
import type { RollupRead, StageMask, Statement, StatementStage, StoredBitmaps } from './statement';

/** How the stages of a plan are read from the tables. */
export function lowerPlan({ stages, result }: StagedPlan): Statement {
  return { stages: stages.map(lowerStage), result };
}

function lowerStage(stage: Stage): StatementStage {
  const { id } = stage;
  const named = { id, ...labelStage(stage) };
  if (stage.kind === 'combine') return { ...named, body: stage.bitmap, ...nothingKept };
  const scopes = leafScopes(stage.leaf);
  const scan = lowerLeaf(stage.leaf);
  const mask = lowerMask(stage.mask);
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
  return { table, condition: EveryExpression(...keys, ...filters) };
}

function lowerMask(mask: ReadStage['mask']): StageMask | undefined {
  return mask && { stage: mask.id, test: CallExpression('bitmapContains', mask, ColumnExpression('uid')) };
}

/** The mask stands last among the conditions on the key, where the cheaper ones have thinned out the rows. */
function masked(scan: Scan, mask: StageMask | undefined): Scan {
  return mask ? Scan({ ...scan, keys: [...scan.keys, mask.test] }) : scan;
}

function maskedRollup(rollup: RollupRead | undefined, mask: StageMask | undefined): RollupRead | undefined {
  return rollup && { ...rollup, rolled: masked(rollup.rolled, mask), recent: masked(rollup.recent, mask) };
}
