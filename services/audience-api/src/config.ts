import { MAX_RETENTION_DAYS } from '@muster/contracts';
import { z } from 'zod';

/** Whole days, at most ten years. */
const days = (usually: number) => z.coerce.number().int().min(1).max(MAX_RETENTION_DAYS).default(usually);

/** How long things are kept; `docs/retention.md` has them all together. */
const retentionVariables = {
  /** What an organisation is registered with; it may choose another number, or for ever. */
  RETENTION_RESULT_DAYS: days(90).describe(
    'for how many days results keep their members in organisations that are registered from now on, from 1 to 3653',
  ),
  /** A year and a month: the same season of the year before can be looked at. */
  RETENTION_RUN_DAYS: days(400).describe(
    'for how many days runs are listed that have no members any more, from 1 to 3653',
  ),
  RETENTION_JOB_DAYS: days(90).describe(
    'for how many days imports and exports are listed after their end, from 1 to 3653',
  ),
  RETENTION_UPLOAD_DAYS: days(7).describe(
    'for how many days uploaded files wait for their import and stay after it, from 1 to 3653',
  ),
  RETENTION_EXPORT_FILE_DAYS: days(7).describe(
    'for how many days the file of an export can be downloaded, from 1 to 3653',
  ),
  /** Longer than brokers keep messages (7 days unless told), dead letters among them. */
  RETENTION_PARKED_DAYS: days(35).describe(
    'for how many days data of messages stay in the object store that were too large for the message, from 1 to 3653',
  ),
  RETENTION_REPORT_DAYS: days(30).describe(
    'for how many days the report of broken rows of an import can be downloaded, from 1 to 3653',
  ),
};

/** Own environment variables, on top of the platform's. */
export const audienceApiConfig = z.object({
  ...retentionVariables,
  /** Bearer token of the administrator, who registers organisations. Compared in constant time; at least 16 characters. */
  ADMIN_TOKEN: z
    .string()
    .min(16)
    .describe('a secret of at least 16 characters, the bearer token of the administrator'),
  /** How long a request for an estimate is held; editors and proxies give up after a minute at most. */
  ESTIMATE_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(20)
    .describe('how long an estimate may take, from 0.1 to 60 seconds'),
  /** The engine reads some 50 million rows a second and core: ten billion are minutes of a large machine. */
  READ_BUDGET_ROWS: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .default(10_000_000_000)
    .describe(
      "how many rows a rule of an organisation may read in one run or estimate, by the engine's estimate",
    ),
  /** See `runs/domain/pieces.ts`. */
  AUDIENCE_USERS_PER_PIECE: z.coerce
    .number()
    .int()
    .min(1)
    .max(4_294_967_295)
    .default(8_000_000)
    .describe('from how many users on a piece of a run pays, from 1 to 4294967295'),
  /** Longer than a consumer group needs to settle after a calculator died (10 s), so that a mere redelivery costs no attempt. */
  RUN_LEASE_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(3_600)
    .default(30)
    .describe('how long a calculator may be silent before its piece is given to another, from 0.1 to 3600'),
  RUN_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe(
      'how many calculators that have taken a piece up may fall silent before its run fails, from 1 to 100',
    ),
  /** Longer than an outage that is repaired while somebody waits: the topics keep everything meanwhile. */
  RUN_WAIT_DEADLINE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(604_800)
    .default(7_200)
    .describe(
      'how long a run may wait for a plan, a calculator or its publication, from 1 to 604800 seconds',
    ),
  RUN_CALCULATION_DEADLINE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(604_800)
    .default(21_600)
    .describe('how long a run may be calculated, from 1 to 604800 seconds'),
  /** The first runs of a day begin so much later at most; a look that finds nothing is one small query. */
  SCHEDULE_TICK_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(3_600)
    .default(10)
    .describe('how often the schedule looks for daily audiences that are due, from 0.1 to 3600 seconds'),
  /** People and programs of one organisation together; far more than they need, and a fraction of what a replica answers. */
  ORGANISATION_REQUESTS_PER_SECOND: z.coerce
    .number()
    .min(0.1)
    .max(100_000)
    .default(200)
    .describe(
      'how many requests a second one organisation may send to a replica, over ten seconds, from 0.1 to 100000; 8 KiB of a body count as one',
    ),
  /** Most of them wait for a run, which costs nothing. */
  ORGANISATION_REQUESTS_AT_A_TIME: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe('how many requests of one organisation a replica answers at a time, from 1 to 100000'),
  /** A tenth of what a replica has: see `http/event-streams.ts`. */
  ORGANISATION_EVENT_STREAMS: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(50)
    .describe('how many event streams of one organisation a replica keeps open, from 1 to 500'),
  ORGANISATION_OPEN_UPLOADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe(
      'for how many imports an organisation may have a working upload URL at a time, from 1 to 100000',
    ),
  WRONG_TOKENS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(30)
    .describe('how many wrong tokens an address may try in a minute at a replica, from 1 to 100000'),
});
export type AudienceApiConfig = z.infer<typeof audienceApiConfig>;
