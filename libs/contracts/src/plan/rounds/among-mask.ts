import { formatBitmap, parseBitmap, stagesOf, type BitmapExpression } from '../bitmap-expression';
import type { PlanMask } from '../plan';
import type { RoundRead, RoundStage } from './plan-rounds';

export const maskOf = (read: RoundRead): PlanMask | undefined => ('select' in read ? read.mask : undefined);

/** The mask that every read of a round has; undefined when one has none, or another. */
export function commonMask(stages: readonly RoundStage[]): PlanMask | undefined {
  const [mask, ...others] = stages.flatMap((stage) => (stage.kind === 'read' ? [maskOf(stage.read)] : []));
  return others.every((other) => other?.stage === mask?.stage) ? mask : undefined;
}

/**
 * The same users without the mask: what is found among it, and whatever is combined of that, is within it. Undefined for a result that
 * is more than that.
 */
export function foundAmong(mask: string, stages: readonly RoundStage[], result: string): string | undefined {
  const found = withoutStage(mask, parseBitmap(result));
  const known = new Set(stages.map(({ id }) => id));
  return stagesOf(found).every((id) => known.has(id)) ? formatBitmap(found) : undefined;
}

/** Wherever another bitmap is cut with the stage, the other bitmap. */
function withoutStage(stage: string, bitmap: BitmapExpression): BitmapExpression {
  if (typeof bitmap === 'string') return bitmap;
  const { operation } = bitmap;
  const [left, right] = [withoutStage(stage, bitmap.left), withoutStage(stage, bitmap.right)];
  if (operation === 'bitmapAnd' && left === stage) return right;
  if (operation === 'bitmapAnd' && right === stage) return left;
  return { operation, left, right };
}
