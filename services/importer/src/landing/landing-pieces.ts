/** How many rows of a file have one local day. */
export interface StagedDay {
  readonly day: string;
  readonly rows: number;
}

/** Rows of a file that land in one statement: those of some days, or a part of the users of one. */
export interface LandingPiece {
  readonly from: string;
  readonly to: string;
  readonly part: number;
  readonly parts: number;
}

/**
 * Cuts a file into pieces of at most about `limit` rows. By days, since events are sorted by them: what is there already is
 * then read once for all pieces, not once for each.
 * @param days in their order.
 */
export function landingPieces(days: readonly StagedDay[], limit: number): readonly LandingPiece[] {
  const pieces: LandingPiece[] = [];
  let open: { from: string; to: string; rows: number } | undefined;
  const close = (): void => {
    if (!open) return;
    const { from, to, rows } = open;
    // More than one part only where a single day has too many rows.
    const parts = Math.max(1, Math.ceil(rows / limit));
    for (let part = 0; part < parts; part++) pieces.push({ from, to, part, parts });
    open = undefined;
  };
  for (const { day, rows } of days) {
    if (open && open.rows + rows > limit) close();
    open = { from: open?.from ?? day, to: day, rows: (open?.rows ?? 0) + rows };
  }
  close();
  return pieces;
}
