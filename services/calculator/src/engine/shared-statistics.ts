import type { QueryStatistics } from '@muster/platform';

/** What a statement took for one of those it was executed for; they have its memory in common. */
export function sharedStatistics(statistics: QueryStatistics, among: number): QueryStatistics {
  const { elapsedMs, rowsRead, bytesRead, rowsWritten, peakMemoryBytes } = statistics;
  return {
    elapsedMs: elapsedMs / among,
    rowsRead: Math.round(rowsRead / among),
    bytesRead: Math.round(bytesRead / among),
    rowsWritten: Math.round(rowsWritten / among),
    peakMemoryBytes,
  };
}
