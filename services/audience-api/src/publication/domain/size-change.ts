/** A result that is published, and how many members it has. */
export interface PreviousResult {
  readonly runId: string;
  readonly count: number;
}

/** Users who are in one result and not in another, both ways. */
export interface Movement {
  readonly entered: number;
  readonly left: number;
}

/** The same, with the members of each of the two that the engine has. */
export interface ComparedMembers extends Movement {
  readonly before: number;
  readonly now: number;
}

/** What a result changes. */
export interface SizeChange extends Movement {
  readonly count: number;
  /** The result that it replaces; undefined when it is the first. */
  readonly previous: PreviousResult | undefined;
}

/**
 * What a result of so many members changes; `lost` when the engine has not all of them any more: it has lost a part, or is restored to
 * an earlier day.
 *
 * A previous result that has been lost so is as good as none: everybody has entered, as at first. An audience would else never get a
 * result again that can be published.
 * @param found between the previous result and this one, as the engine has them; without a previous result everybody has entered.
 */
export function sizeChange(
  count: number,
  previous?: PreviousResult,
  found: ComparedMembers = { entered: count, left: 0, before: 0, now: count },
): SizeChange | 'lost' {
  if (found.now !== count) return 'lost';
  if (!previous || found.before !== previous.count)
    return { count, previous: undefined, entered: count, left: 0 };
  return { count, previous, entered: found.entered, left: found.left };
}
