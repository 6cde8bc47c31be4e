import type { Failure, RunState } from '@muster/contracts';

/** How long a run may stay in one state, in seconds. */
export interface RunDeadlines {
  /** Waiting for somebody: a plan, a calculator, its publication. */
  readonly waiting: number;
  readonly calculating: number;
}

interface Wait {
  readonly deadline: keyof RunDeadlines;
  /** What the run waits for, to stand after "has waited 60 s". */
  readonly text: string;
}

/** What each state waits for; undefined where a run may stay. */
const waits: Readonly<Record<RunState, Wait | undefined>> = {
  requested: { deadline: 'waiting', text: 'for its request to be taken up' },
  compiling: { deadline: 'waiting', text: 'for the plan of its rule; no compiler has answered' },
  queued: { deadline: 'waiting', text: 'for a calculator; none has begun with it' },
  running: { deadline: 'calculating', text: 'for its calculators to finish' },
  publishing: { deadline: 'waiting', text: 'for its publication' },
  // For people, who may be on holiday; the next result that is published ends the wait.
  held: undefined,
  completed: undefined,
  failed: undefined,
  superseded: undefined,
  cancelled: undefined,
};

/** For each state that must end: runs that have been in it since this instant, or for longer, are overdue. */
export function overdueSince(
  now: Date,
  deadlines: RunDeadlines,
): readonly { readonly state: RunState; readonly since: Date }[] {
  return Object.entries(waits).flatMap(([state, wait]) => {
    if (!wait) return [];
    const since = new Date(now.getTime() - deadlines[wait.deadline] * 1000);
    return [{ state: state as RunState, since }];
  });
}

/** Why a run is given up that has been in a state since an instant; undefined while it has time. */
export function overdue(
  run: { readonly state: RunState; readonly stateSince: Date },
  now: Date,
  deadlines: RunDeadlines,
): Failure | undefined {
  const wait = waits[run.state];
  if (!wait) return undefined;
  const seconds = deadlines[wait.deadline];
  if (now.getTime() - run.stateSince.getTime() < seconds * 1000) return undefined;
  return { code: 'run.timed-out', message: `the run has waited ${String(seconds)} s ${wait.text}` };
}
