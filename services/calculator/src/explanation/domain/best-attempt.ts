/** A step of a sequence and when its events were. */
export interface StepTimes {
  /** Whether it must not happen before the next step, or before the time is over when it is last. */
  readonly not: boolean;
  /** Ascending. */
  readonly times: readonly number[];
}

/** How far a user got through a sequence. Times in microseconds. */
export interface Attempt {
  /** When the steps happened that must, in order, as far as it got. */
  readonly matched: readonly number[];
  /** What ended it: an event of a step that must not happen. */
  readonly blockedBy: { readonly step: number; readonly at: number } | undefined;
  /** Everything has happened that must, and the time in which the closing step must not happen runs until then. */
  readonly openUntil: number | undefined;
}

/** A step that must happen, and the steps that must not happen before it. */
interface Stage {
  readonly times: readonly number[];
  readonly forbidden: readonly { readonly step: number; readonly times: readonly number[] }[];
}

interface Reached {
  readonly at: number;
  readonly from: Reached | undefined;
}

const nothing: Attempt = { matched: [], blockedBy: undefined, openUntil: undefined };

/**
 * The attempt that got furthest, of equal ones the latest. Steps are strictly later than the step before; the whole lies within the
 * time that runs from the first one, its end included.
 * @param within the time, in microseconds.
 * @param asOf the instant at which the question is asked.
 */
export function bestAttempt(steps: readonly StepTimes[], within: number, asOf: number): Attempt {
  const { stages, closing } = stagesOf(steps);
  const [first, ...rest] = stages;
  const perfect = rank({ ...nothing, matched: stages.map(() => 0) });
  let best = nothing;
  for (const start of [...(first?.times ?? [])].reverse()) {
    const attempt = attemptFrom(start, rest, closing, start + within, asOf);
    if (rank(attempt) > rank(best)) best = attempt;
    if (rank(best) === perfect) break;
  }
  return best;
}

function stagesOf(steps: readonly StepTimes[]): { stages: Stage[]; closing: Stage['forbidden'] } {
  const stages: Stage[] = [];
  let forbidden: Stage['forbidden'] = [];
  steps.forEach(({ not, times }, step) => {
    if (not) {
      forbidden = [...forbidden, { step, times }];
    } else {
      stages.push({ times, forbidden });
      forbidden = [];
    }
  });
  return { stages, closing: forbidden };
}

/** More steps first; then one that nothing has ended; then one whose time is over. */
function rank({ matched, blockedBy, openUntil }: Attempt): number {
  return matched.length * 4 + (blockedBy ? 0 : 2) + (openUntil === undefined ? 1 : 0);
}

function attemptFrom(
  start: number,
  stages: readonly Stage[],
  closing: Stage['forbidden'],
  end: number,
  asOf: number,
): Attempt {
  let reached: Reached[] = [{ at: start, from: undefined }];
  for (const stage of stages) {
    const next = advance(reached, stage, end);
    if (next.length === 0) return ended(reached, stage, end);
    reached = next;
  }
  const free = reached.findLast(({ at }) => blockerOf(at, end + 1, closing) === undefined);
  // The latest arrival leaves least time for a closing step.
  const last = free ?? reached.at(-1);
  if (!last) return nothing;
  return {
    matched: pathTo(last),
    blockedBy: blockerOf(last.at, end + 1, closing),
    openUntil: free && closing.length > 0 && asOf <= end ? end : undefined,
  };
}

/** Arrivals at the next stage. The latest of the arrivals before is enough: between it and the next step least can happen. */
function advance(reached: readonly Reached[], { times, forbidden }: Stage, end: number): Reached[] {
  const [earliest] = reached;
  if (!earliest) return [];
  const possible = times.slice(firstAfter(times, earliest.at), firstAfter(times, end));
  const arrivals = reached.map(({ at }) => at);
  return possible.flatMap((at) => {
    const from = reached[firstAfter(arrivals, at - 1) - 1];
    return from && blockerOf(from.at, at, forbidden) === undefined ? { at, from } : [];
  });
}

/** An attempt that did not get to a stage: held up by what must not happen, when the step itself did. */
function ended(reached: readonly Reached[], { times, forbidden }: Stage, end: number): Attempt {
  const last = reached.at(-1);
  if (!last) return nothing;
  const after = times[firstAfter(times, last.at)];
  const blockedBy = after === undefined || after > end ? undefined : blockerOf(last.at, after, forbidden);
  return { ...nothing, matched: pathTo(last), blockedBy };
}

/** The first forbidden event between two instants, neither of which belongs to the time between. */
function blockerOf(after: number, before: number, forbidden: Stage['forbidden']): Attempt['blockedBy'] {
  const found = forbidden.flatMap(({ step, times }) => {
    const at = times[firstAfter(times, after)];
    return at === undefined || at >= before ? [] : { step, at };
  });
  return found.sort((left, right) => left.at - right.at)[0];
}

function pathTo(reached: Reached): number[] {
  return [...(reached.from ? pathTo(reached.from) : []), reached.at];
}

/** Index of the first of ascending times that is greater, by bisection: a user can have very many events. */
function firstAfter(times: readonly number[], after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
