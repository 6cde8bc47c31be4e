import type { HeldReason, QualityGate } from '@muster/contracts';
import type { SizeChange } from './size-change';

/** A staged result, as the gate sees it. */
export interface JudgedResult extends Pick<SizeChange, 'count' | 'previous'> {
  /** The instant that the run computes for. */
  readonly asOf: Date;
  /** Up to when its data is known; undefined when nobody knows. */
  readonly dataWatermark: Date | undefined;
}

/** Everything for which a result must be held; nothing when it may be published. */
export function judgeResult(gate: QualityGate, result: JudgedResult): HeldReason[] {
  return [emptyResult(gate, result), sizeChanged(gate, result), watermarkTooOld(gate, result)].flatMap(
    (reason) => reason ?? [],
  );
}

function emptyResult({ onEmpty }: QualityGate, { count, previous }: JudgedResult): HeldReason | undefined {
  // An empty result that replaces an empty one changes nothing, and was decided about before.
  if (onEmpty === 'publish' || count > 0 || previous?.count === 0) return undefined;
  return { code: 'gate.empty-result', message: 'the result has no members', observed: 0, limit: null };
}

function sizeChanged(
  { maxChangePercent: limit }: QualityGate,
  { count, previous }: JudgedResult,
): HeldReason | undefined {
  if (limit === null || !previous) return undefined;
  const difference = Math.abs(count - previous.count);
  if (difference * 100 <= limit * previous.count) return undefined;
  const observed = previous.count === 0 ? null : Math.round((difference / previous.count) * 10_000) / 100;
  const change = observed === null ? 'from an empty result' : `by ${String(observed)} percent`;
  const message = `the result has ${String(count)} members after ${String(previous.count)}: it changes ${change}, and ${String(limit)} percent are allowed`;
  return { code: 'gate.size-change', message, observed, limit };
}

function watermarkTooOld(
  { maxWatermarkAgeMinutes: limit }: QualityGate,
  { asOf, dataWatermark }: JudgedResult,
): HeldReason | undefined {
  if (limit === null) return undefined;
  const code = 'gate.watermark-too-old';
  if (!dataWatermark) {
    const message = 'nobody knows up to when the data of the result was landed';
    return { code, message, observed: null, limit };
  }
  // Against the as-of instant and not the clock: a repeated judgement is the same, and the past needs no fresh data.
  const age = (asOf.getTime() - dataWatermark.getTime()) / 60_000;
  if (age <= limit) return undefined;
  const observed = Math.round(age * 100) / 100;
  const message = `the newest data is ${String(observed)} minutes older than the instant that the run computes for, and ${String(limit)} are allowed`;
  return { code, message, observed, limit };
}
