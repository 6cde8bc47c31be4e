/** Up to when the data of a whole run is known: as long as that of each of its pieces; undefined when one of them does not know. */
export function earliestWatermark(pieces: readonly (Date | null)[]): Date | undefined {
  const known = pieces.flatMap((watermark) => watermark?.getTime() ?? []);
  return known.length === 0 || known.length < pieces.length ? undefined : new Date(Math.min(...known));
}
