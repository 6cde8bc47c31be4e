import { z } from 'zod';

const onEmpty = z.enum(['publish', 'hold']);
/** Of the members of the replaced result, more or fewer; a result that replaces an empty one exceeds every percentage. */
const maxChangePercent = z.number().min(0).max(1_000_000).nullable();
/** From the data watermark of the run to its as-of instant; a run that does not know its watermark exceeds every age. */
const maxWatermarkAgeMinutes = z.number().int().min(1).max(5_256_000).nullable();

/**
 * What the result of a run must pass to be published without anybody's decision; null: not checked. By default nothing is checked:
 * an audience may rightly be empty or double overnight, and only who knows that runs can be held looks for those that are.
 */
export const qualityGate = z.strictObject({ onEmpty, maxChangePercent, maxWatermarkAgeMinutes });
export type QualityGate = z.infer<typeof qualityGate>;

export const openGate: QualityGate = {
  onEmpty: 'publish',
  maxChangePercent: null,
  maxWatermarkAgeMinutes: null,
};

/** Settings of a gate; what is left out stays, or is that of `openGate` for a new audience. */
export const qualityGateSettings = z.strictObject({
  onEmpty: onEmpty.optional(),
  maxChangePercent: maxChangePercent.optional(),
  maxWatermarkAgeMinutes: maxWatermarkAgeMinutes.optional(),
});
export type QualityGateSettings = z.infer<typeof qualityGateSettings>;
