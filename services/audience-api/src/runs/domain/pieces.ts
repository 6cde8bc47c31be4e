/** A piece costs about 100 ms on top of its work, so splitting pays only from about this many users a piece. */
const USERS_PER_PIECE = 8_000_000;

/** Into how many pieces a run over so many known users is split: at least one. */
export function piecesFor(knownUsers: number): number {
  return Math.max(1, Math.ceil(knownUsers / USERS_PER_PIECE));
}
