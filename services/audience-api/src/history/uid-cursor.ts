import { ProblemError } from '@muster/platform';

/** The position of a page of users in order of their uids, where everything else is said by the other parameters. */
export const uidCursor = (uid: number): string => Buffer.from(String(uid)).toString('base64url');

/**
 * The last uid of the page before; 0 on the first page.
 * @throws ProblemError 400 `request.invalid-cursor`
 */
export function readUidCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^[0-9]{1,10}$/.test(text) && Number(text) < 0xffff_ffff) return Number(text);
  throw new ProblemError(400, 'request.invalid-cursor', 'cursor: take it from nextCursor of the page before');
}
