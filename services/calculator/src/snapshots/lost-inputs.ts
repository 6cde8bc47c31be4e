/** A result of an audience, as whoever asks for a calculation knows it. */
export interface ReadResult {
  readonly audienceId: string;
  readonly snapshotIds: readonly string[];
  /** Its members; undefined when it is not known how many it should have. */
  readonly count?: number | undefined;
}

/**
 * What is wrong with results that have not all of their members any more, as a sentence; undefined when they are whole.
 * @param found members of each snapshot that is there.
 */
export function lostInputs(
  inputs: readonly ReadResult[],
  found: ReadonlyMap<string, number>,
): string | undefined {
  const lost = inputs.flatMap(({ audienceId, snapshotIds, count }) => {
    const there = snapshotIds.reduce((sum, snapshot) => sum + (found.get(snapshot) ?? 0), 0);
    return count === undefined || there === count
      ? []
      : [`${there} of ${count} members of audience ${audienceId}`];
  });
  if (lost.length === 0) return undefined;
  return `of the results that the rule reads, ClickHouse has only ${[...new Set(lost)].join(', ')}; compute them again first, then this one`;
}
