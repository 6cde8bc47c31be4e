import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import { Scan } from '../expression/scan';
import type { ReadStage, StagedPlan } from '../passes/staged-plan';
import { lowerLeaf } from './lower-leaf';
import type { Statement } from './statement';

/** How the stages of a plan are read from the tables. */
export function lowerPlan({ stages, result }: StagedPlan): Statement {
  return {
    stages: stages.map((stage) => ({
      id: stage.id,
      body: stage.kind === 'read' ? lowerRead(stage) : stage.bitmap,
    })),
    result,
  };
}

/** The mask stands last among the conditions on the key, where the cheaper ones have thinned out the rows. */
function lowerRead({ leaf, mask }: ReadStage): Scan {
  const scan = lowerLeaf(leaf);
  if (!mask) return scan;
  return Scan({
    ...scan,
    keys: [...scan.keys, CallExpression('bitmapContains', mask, ColumnExpression('uid'))],
  });
}
