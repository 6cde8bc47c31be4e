import { sharedStatistics } from './shared-statistics';

describe('sharedStatistics', () => {
  it('gives each its share of what was read and written, and all of the memory', () => {
    const statistics = { elapsedMs: 10, rowsRead: 100, bytesRead: 801, rowsWritten: 4, peakMemoryBytes: 64 };
    expect(sharedStatistics(statistics, 4)).toEqual({
      elapsedMs: 2.5,
      rowsRead: 25,
      bytesRead: 200,
      rowsWritten: 1,
      peakMemoryBytes: 64,
    });
  });
});
