/** Settings of every measured statement. */
export const measuredSettings = {
  max_threads: 1,
  // It answers a repeated statement from the rows that its first execution found: nobody repeats a rule on unchanged data.
  use_query_condition_cache: 0,
} as const;
