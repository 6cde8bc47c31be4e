import type { RunState } from '@muster/contracts';

/** What can happen to a run. */
export type RunStep =
  'awaitPlan' | 'queue' | 'start' | 'gather' | 'publish' | 'hold' | 'supersede' | 'fail' | 'cancel';

const FINISHED = {} as const;

/** Every run that has not ended can fail, be cancelled, or lose to a newer run that was published before it. */
const ENDS_EARLY = { fail: 'failed', supersede: 'superseded', cancel: 'cancelled' } as const;

/**
 * Where each step leads. A step that is missing cannot be taken: it is late or repeated, and changes nothing.
 * `gather`: every piece is written; `publish` and `supersede`: the two ends of the publication; `hold`: it waits for a decision.
 */
const transitions: Readonly<Record<RunState, Partial<Record<RunStep, RunState>>>> = {
  requested: { awaitPlan: 'compiling', queue: 'queued', ...ENDS_EARLY },
  compiling: { queue: 'queued', ...ENDS_EARLY },
  // A piece can complete before its start is heard of: the two are told by different attempts.
  queued: { start: 'running', gather: 'publishing', ...ENDS_EARLY },
  running: { gather: 'publishing', ...ENDS_EARLY },
  publishing: { publish: 'completed', hold: 'held', ...ENDS_EARLY },
  held: { publish: 'completed', ...ENDS_EARLY },
  completed: FINISHED,
  failed: FINISHED,
  superseded: FINISHED,
  cancelled: FINISHED,
};

/** The state after a step; undefined when the step cannot be taken from this state. */
export function stateAfter(state: RunState, step: RunStep): RunState | undefined {
  return transitions[state][step];
}

/** Whether a run has ended and never changes again. */
export function isFinished(state: RunState): boolean {
  return transitions[state] === FINISHED;
}

/** Whether nothing more happens to a run unless somebody decides something. */
export function isSettled(state: RunState): boolean {
  return isFinished(state) || state === 'held';
}

/** Where a run comes to its end without anybody's decision. */
export const UNDER_WAY: readonly RunState[] = ['requested', 'compiling', 'queued', 'running', 'publishing'];

/** Whether a run has not yet been handed to calculators. */
export function isBeforeQueue(state: RunState): boolean {
  return stateAfter(state, 'queue') !== undefined;
}
