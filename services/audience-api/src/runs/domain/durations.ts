/** When a run came from one part of its life into the next. */
export interface RunTimes {
  readonly createdAt: Date;
  /** When a calculator was first heard of. */
  readonly startedAt: Date | null;
  /** When its last piece was written. */
  readonly calculatedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** In milliseconds; null for a part that the run is still in or has never come to. */
export interface RunDurations {
  readonly waitingMs: number | null;
  readonly calculatingMs: number | null;
  readonly publishingMs: number | null;
}

/** How long each part of a run's life took. A run that ends early ends the part that it was in. */
export function durationsOf({ createdAt, startedAt, calculatedAt, finishedAt }: RunTimes): RunDurations {
  return {
    waitingMs: between(createdAt, startedAt ?? finishedAt),
    calculatingMs: between(startedAt, calculatedAt ?? finishedAt),
    publishingMs: between(calculatedAt, finishedAt),
  };
}

function between(from: Date | null, to: Date | null): number | null {
  // Replicas have clocks of their own: a part that ends before it begins took no time.
  return from && to && Math.max(0, to.getTime() - from.getTime());
}
