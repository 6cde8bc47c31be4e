import { USERS_PER_SPAN } from '@muster/contracts';

/**
 * Into how many pieces a run over so many known users is split: at least one, and no more than there are spans of users, which are computed together.
 *
 * The number of users is the estimate that decides. A piece costs about 5 ms for each condition (100 ms for 20) on top of its work,
 * and the work grows with the number of conditions too, so whether a split pays depends on the users of a piece, whatever the rule.
 * @param usersPerPiece the fewest users for which a piece of its own pays.
 */
export function piecesFor(knownUsers: number, usersPerPiece: number): number {
  // Ids begin at 1, so the last of them are one span further when the spans before are full.
  const spans = Math.floor(knownUsers / USERS_PER_SPAN) + 1;
  return Math.max(1, Math.min(spans, Math.floor(knownUsers / usersPerPiece)));
}
