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

/** What a result changes. */
export interface SizeChange extends Movement {
  readonly count: number;
  /** The result that it replaces; undefined when it is the first. */
  readonly previous: PreviousResult | undefined;
}

/**
 * What a result of so many members changes.
 * @param movement between the previous result and this one; without a previous result everybody has entered.
 * @throws Error when the numbers do not add up: one of the two results is not whole, so neither may be told of.
 */
export function sizeChange(
  count: number,
  previous: PreviousResult | undefined,
  movement: Movement = { entered: count, left: 0 },
): SizeChange {
  const { entered, left } = movement;
  const before = previous?.count ?? 0;
  if (before + entered - left !== count) {
    const sum = `${String(before)} + ${String(entered)} - ${String(left)}`;
    throw new Error(`a result of ${String(count)} members cannot come of ${sum}: a snapshot is not whole`);
  }
  return { count, previous, entered, left };
}
