import { z } from 'zod';
import { audienceId, localDate } from '../events/common';

/** The version of the plan format; a calculator refuses a plan of a version that it does not know. */
export const PLAN_VERSION = 1;

/**
 * Parameters that the calculator binds when it executes a plan. Everything else a statement needs is in the plan's own
 * `parameters`. One plan serves every day because the as-of instant is bound here and not compiled in.
 */
export const runtimeParameters = {
  /** The organisation; every scan is guarded by it. */
  organisation: 'UUID',
  /** The shard of users (`uid >> 20`) that this execution computes. */
  shard: 'UInt32',
  /** Events later than this never count. */
  asOf: "DateTime64(6, 'UTC')",
  /** The organisation's local date of the as-of instant. */
  businessDate: 'Date',
} as const;

/** A literal of the rule, bound as a ClickHouse query parameter: user input never becomes SQL text. */
export const boundParameter = z.object({
  /** ClickHouse type, e.g. `String`, `Array(String)`, `Decimal(24, 6)`. */
  type: z.string(),
  /** Decimals and times travel as strings. */
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
});
export type BoundParameter = z.infer<typeof boundParameter>;

/** An audience whose published result the plan reads; the API pins its snapshots before the calculation is requested. */
export const planInput = z.object({
  /** Name of the `Array(UUID)` parameter that receives the pinned snapshots, e.g. `input0`. */
  parameter: z.string(),
  audienceId,
  at: z.union([z.enum(['latest', 'sameDay']), localDate]),
});
export type PlanInput = z.infer<typeof planInput>;

/** One staged bitmap of a plan, in the order of evaluation; for people and for explanations, the statement holds the SQL. */
export const planStage = z.object({
  id: z.string(),
  /** What the stage computes, in words, e.g. `tag vip_level in (2 values)`. */
  label: z.string(),
  /** JSON pointer of the node of the canonical rule that this stage computes. */
  pointer: z.string(),
});

/**
 * A compiled rule: plain data that any calculator can execute, for any day. Fields that a calculator does not know do not matter to
 * it; a change that it could not ignore is a new `version`.
 */
export const planSchema = z.object({
  version: z.literal(PLAN_VERSION),
  ruleHash: z.string(),
  inputs: z.array(planInput),
  stages: z.array(planStage),
  /**
   * One ClickHouse SELECT that returns one row with one column
   * `users AggregateFunction(groupBitmap, UInt32)`: the members among the known users of `{shard}`.
   */
  statement: z.string(),
  /**
   * What the statement reads, for `EXPLAIN ESTIMATE`: SELECTs with the conditions that indexes can use, and the statement's
   * parameters. Missing in plans that were compiled before plans had it.
   */
  reads: z.array(z.string()).optional(),
  parameters: z.record(z.string(), boundParameter),
});
export type Plan = z.infer<typeof planSchema>;
