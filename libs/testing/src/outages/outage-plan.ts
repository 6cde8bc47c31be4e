import fc from 'fast-check';

/** One outage of one victim. */
export interface Outage {
  /** Index of the victim. */
  readonly victim: number;
  /** Killed and started again, or stopped (SIGSTOP) and let go on (SIGCONT). */
  readonly kind: 'kill' | 'freeze';
  /** For how long it is away, in milliseconds. */
  readonly awayMs: number;
  /** How much work is done, from the beginning of the outage before on, until this one begins. */
  readonly afterWork: number;
}

/** Longer than the broker waits for a consumer in the tests (3 s): some of the frozen lose their partitions and come back. */
const MOST_FROZEN_MS = 6_000;
const MOST_DEAD_MS = 2_000;
const MOST_WORK = 2;

/** The same seed gives the same outages. */
export function randomOutages(seed: number, outages: number, victims: number): readonly Outage[] {
  const outage = fc.record({
    victim: fc.noBias(fc.integer({ min: 0, max: victims - 1 })),
    kind: fc.constantFrom('kill' as const, 'freeze' as const),
    share: fc.noBias(fc.double({ min: 0, max: 1, noNaN: true })),
    afterWork: fc.noBias(fc.integer({ min: 0, max: MOST_WORK })),
  });
  return fc.sample(outage, { seed, numRuns: outages }).map(({ share, ...rest }) => ({
    ...rest,
    awayMs: Math.round(share * (rest.kind === 'kill' ? MOST_DEAD_MS : MOST_FROZEN_MS)),
  }));
}
