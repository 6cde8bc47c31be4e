/** Settings of every measured statement. */
export const measuredSettings = {
  max_threads: 1,
  // It answers a repeated statement from the rows that its first execution found: nobody repeats a rule on unchanged data.
  use_query_condition_cache: 0,
  // The dearest plan takes 4 GB on the large data set. One that runs away fails, and does not take the machine with it.
  max_memory_usage: 8 * 2 ** 30,
} as const;
