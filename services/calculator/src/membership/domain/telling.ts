/** Where in its audience's stream a result stands: epochs follow one another, and runs within an epoch. */
export interface Position {
  readonly epoch: number;
  readonly runSeq: number;
}

/** What has been noted of a result's streaming: it has begun, or everything of it was acknowledged. */
export interface StreamedResult extends Position {
  readonly stage: 'begun' | 'complete';
  readonly runId: string;
  readonly definitionVersion: number;
  /** How many members it has. */
  readonly members: number;
  readonly snapshotIds: readonly string[];
}

/**
 * What is to be told of a result: nothing, because it was told or a newer one has begun to be; or its members. `since` is what was
 * streamed completely before it, in the same epoch; without it the stream begins here. `build` says whether the difference to
 * `since` is all that consumers lack.
 */
export type Telling =
  | { readonly tell: 'nothing' }
  | { readonly tell: 'members'; readonly since: StreamedResult | undefined; readonly build: boolean };

/**
 * @param noted of the audience, at least everything from its newest complete result on, in any order.
 *
 * Consumers know a result that was streamed completely. Of one that was begun and given up they know nobody can say how much; no
 * difference is right for all of them then, and the next result is told whole.
 */
export function decideTelling(result: Position, noted: readonly StreamedResult[]): Telling {
  const isTold = noted.some(
    (one) => compare(one, result) > 0 || (one.stage === 'complete' && compare(one, result) === 0),
  );
  if (isTold) return { tell: 'nothing' };
  const ofEpoch = noted.filter(({ epoch }) => epoch === result.epoch);
  const [since] = ofEpoch.filter(({ stage }) => stage === 'complete').sort((a, b) => compare(b, a));
  const isInterrupted = ofEpoch.some(
    (one) => one.stage === 'begun' && compare(one, result) < 0 && (!since || compare(one, since) > 0),
  );
  return { tell: 'members', since, build: since !== undefined && !isInterrupted };
}

/** Whether a result that began after `result` was noted: whoever still streams `result` was taken for dead and has to stop. */
export function isOvertaken(result: Position, newest: Position | undefined): boolean {
  return newest !== undefined && compare(newest, result) > 0;
}

function compare(a: Position, b: Position): number {
  return a.epoch - b.epoch || a.runSeq - b.runSeq;
}
