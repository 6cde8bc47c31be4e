/** Figures of repeated measurements; the middle one is what is quoted, because a shared machine has bad moments. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { min: at(0), median: at(0.5), p95: at(0.95) };
}
