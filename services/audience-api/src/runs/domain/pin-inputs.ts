import type { Failure, PlanInput } from '@muster/contracts';

/** A published result that a run reads: pinned, so that a retry computes the same thing. */
export interface PinnedInput {
  /** Name of the plan's parameter that receives the snapshots. */
  readonly parameter: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly snapshotIds: readonly string[];
  /** Its members. Left out of what was pinned before calculators compared them with what is there. */
  readonly count?: number;
}

/** The published result of an audience: the newest one, or that of a business date. */
export interface PublishedResult {
  readonly runId: string;
  readonly snapshotIds: readonly string[];
  readonly count: number;
}

/** Finds a published result, of a business date or `latest`, within the run's own organisation; undefined when there is none. */
export type FindResult = (audienceId: string, at: string) => Promise<PublishedResult | undefined>;

/** An input without a result: of a business date, or any (`latest`). */
export interface MissingInput {
  readonly audienceId: string;
  readonly date: string;
}

export type Pinning =
  | { readonly inputs: readonly PinnedInput[] }
  | { readonly failure: Failure; readonly missing: readonly MissingInput[] };

/**
 * Pins what every input of a plan reads. `sameDay` means the run's own business date.
 * An input without a published result fails the run with `run.input-missing`: computing without it would give a wrong
 * audience silently.
 */
export async function pinInputs(
  inputs: readonly PlanInput[],
  businessDate: string,
  find: FindResult,
): Promise<Pinning> {
  const pinned: PinnedInput[] = [];
  const missing: MissingInput[] = [];
  for (const { parameter, audienceId, at } of inputs) {
    const date = at === 'sameDay' ? businessDate : at;
    const result = await find(audienceId, date);
    if (result) pinned.push({ parameter, audienceId, ...result });
    else missing.push({ audienceId, date });
  }
  if (missing.length === 0) return { inputs: pinned };
  const named = missing.map(({ audienceId, date }) =>
    date === 'latest' ? audienceId : `${audienceId} of ${date}`,
  );
  const message = `no published result of audience ${named.join(', ')}; compute it first, then run this audience again`;
  return { failure: { code: 'run.input-missing', message }, missing };
}
