import { z } from 'zod';

/** Variables of the calculator, on top of the platform's. */
export const calculatorConfig = z.object({
  /** Limit of the statement of one span of users, 2^22 ids. The platform gives up a connection on which nothing moves after 900 s. */
  CALCULATOR_MAX_EXECUTION_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(840)
    .default(300)
    .describe('how long the engine may calculate four million users, from 1 to 840 seconds'),
  /** 20 conditions take about 15 bytes a user: 60 MiB for a span of 2^22 users. */
  CALCULATOR_MAX_MEMORY_MIB: z.coerce
    .number()
    .int()
    .min(16)
    .max(1_048_576)
    .default(2_048)
    .describe('how much memory the engine may take for four million users, from 16 to 1048576 MiB'),
  /** The engine uses all its cores for one query, so more at a time only fills the gaps between them. */
  CALCULATOR_CONCURRENT_QUERIES: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('how many queries of one estimate, or of all pieces in hand, run at a time, from 1 to 64'),
  /** Pieces in hand are served together: conditions that they have in common, what is fetched for them and their results. */
  CALCULATOR_CONCURRENT_PIECES: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(16)
    .describe('how many pieces of runs a process has in hand at a time, from 1 to 64'),
  /**
   * Values in order are tested in place of users: 1,000 tests instead of a million, and a bitmap for those who have each. With more
   * values, bitmaps become many and small, and merging them takes longer than testing rows, or bins of numbers and times.
   */
  CALCULATOR_VALUE_BITMAPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(1_000)
    .describe(
      'up to how many different values of a span are kept as a bitmap each, from 0 (always as bins or rows) to 100000',
    ),
  /** Of a million users a bin has 16,000, two granules: as many are read for each value that a test compares with. */
  CALCULATOR_VALUE_BINS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(64)
    .describe('how many bins the numbers or times of a span make that have more values, from 1 to 1000'),
  /** A bitmap of a million users takes 128 KiB: 64 MiB hold the conditions and the results of some hundreds of audiences. */
  CALCULATOR_HELD_BITMAPS_MIB: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_048)
    .default(64)
    .describe(
      'how much memory of the process holds what plans read again and again, from 0 (nothing) to 2048 MiB',
    ),
  /** A hundred thousand events are counted in some 20 ms, which is what telling builds apart takes. */
  CALCULATOR_ROLLUP_EVENTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(100_000)
    .describe('from how many events of a name and span on days are rolled up, from 1 to 1000000000'),
  /** With fewer events of a user and day, a rollup has hardly fewer rows than there are events. */
  CALCULATOR_ROLLUP_DENSITY: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(2)
    .describe('from how many events of a user and day, on average, on days are rolled up, from 0 to 1000'),
  CALCULATOR_PROGRESS_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3_600)
    .default(2)
    .describe('the least time between two progress events of a piece, from 0 (every span) to 3600 seconds'),
  /** A record takes about a kilobyte on the broker, a member in a file ten bytes. */
  CALCULATOR_MEMBERSHIP_MAX_RECORDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(1_000_000)
    .describe(
      'up to how many changes of a run are streamed user by user, instead of all members as files, from 0 to 1000000000',
    ),
  /** A consumer that has read a manifest gets this long to read its files, after a newer one has replaced it. */
  RETENTION_MEMBER_FILE_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_653)
    .default(7)
    .describe('for how many days files of members stay that a newer manifest has replaced, from 1 to 3653'),
});

export type CalculatorConfig = z.infer<typeof calculatorConfig>;
