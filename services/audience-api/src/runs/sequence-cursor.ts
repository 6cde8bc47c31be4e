import { ProblemError } from '@muster/platform';

/**
 * The cursor of lists of runs, newest first: the sequence number of the last one shown. Undefined on the first page.
 * @throws ProblemError 400 `request.invalid-cursor`
 */
export function readSequenceCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^[1-9][0-9]{0,8}$/.test(cursor)) return Number(cursor);
  throw new ProblemError(400, 'request.invalid-cursor', 'cursor: take it from nextCursor of the page before');
}
