import { z } from 'zod';
import { audienceId, localDate } from '../events/common';

/** The version of the plan format; a calculator refuses a plan of a version that it does not know. */
export const PLAN_VERSION = 2;

/**
 * Parameters that the calculator binds when it executes a plan. Everything else a statement needs is in the plan's own
 * `parameters`. One plan serves every day because the as-of instant is bound here and not compiled in.
 */
export const runtimeParameters = {
  /** The organisation; every scan is guarded by it. */
  organisation: 'UUID',
  /** The users that this execution computes: a span of shards, by the number of its first. */
  span: 'UInt32',
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

/** What a read depends on: rows of one attribute, one tag, one event (of whatever application), or the known users. */
export const dataScope = z.object({
  kind: z.enum(['users', 'attribute', 'tag', 'event']),
  /** Of the attribute, tag or event; empty for the known users. */
  name: z.string(),
});
export type DataScope = z.infer<typeof dataScope>;

/**
 * What makes two reads equal: the same key, with the same data in the scopes and the same values of the moments. Whoever keeps
 * what was read keeps it under all of them.
 */
const identity = {
  /** SHA-256 of what is read; equal reads of all plans have equal keys. */
  key: z.string(),
  scopes: z.array(dataScope).min(1),
  /** Runtime parameters that the answer depends on, beside organisation and span. */
  moments: z.array(z.enum(['asOf', 'businessDate'])),
};

/** All users of a condition, whatever stands around it: what is worth keeping for other plans, and other runs of this one. */
export const planLeaf = z.object({
  ...identity,
  /** SELECT of one row with one bitmap, without a mask. */
  select: z.string(),
});
export type PlanLeaf = z.infer<typeof planLeaf>;

/** Columns of values, in the tables that have them. */
export const valueColumn = z.enum(['text', 'number', 'boolean', 'time', 'list', 'is_list']);
export type ValueColumn = z.infer<typeof valueColumn>;

/**
 * The current values of an attribute, a tag or of being known, or those of a property in the events of a window, which conditions of
 * any plan test. They can be put in order once, as a bitmap for each value (table `value_bitmaps`), as a bitmap for each of some bins of
 * numbers or times that follow one another (there, too) with the values of each (`binned_values`), or as rows without old versions
 * (`value_rows`), and be read from there.
 */
export const planValues = z.object({
  ...identity,
  /** SELECT of `uid` and the columns: a row for each value of a user of the span. */
  select: z.string(),
  columns: z.array(valueColumn),
  /** Name of the `UUID` parameter, in the two that follow, that says which order of the values is read. */
  parameter: z.string(),
  /** All users of the stage, without a mask: condition on rows of `value_bitmaps`. */
  fromBitmaps: z.string(),
  /** The same: SELECT of one row with one bitmap from `value_rows`. */
  fromRows: z.string(),
  /** The same from bins, in one part or two; absent from plans that were compiled before there were bins. */
  fromBins: z
    .object({
      /** Condition on rows of `value_bitmaps`: bins of whose values the test says the same, and it is true. */
      decided: z.string().optional(),
      /** SELECT of one row with one bitmap from `binned_values`: users in all other bins whose value passes the test. */
      undecided: z.string().optional(),
    })
    .optional(),
});
export type PlanValues = z.infer<typeof planValues>;

/**
 * The events of each user and local day as numbers, of which a stage counts or sums up many. Days that were rolled up once
 * (table `event_rollups`) are read from there, later ones from the events.
 */
export const planRollup = z.object({
  /** Null for every application. */
  app: z.string().nullable(),
  event: z.string(),
  /** The numeric property that is summed up, of events that have it; null when events are only counted. */
  property: z.string().nullable(),
  /**
   * SELECT of `app`, `day`, `uid`, `seen` (all events), `events` (those that are added up) and `total`, of the days in the parameter
   * `days`: one row for each user and day.
   */
  source: z.string(),
  /** Names of the parameters in the two texts. */
  parameters: z.object({
    /** `Array(Date)`: the days that are rolled up. */
    days: z.string(),
    /** `Array(UUID)`: the builds that are read. */
    builds: z.string(),
    /** `Date`: days from this one on are read from the events. */
    until: z.string(),
  }),
  /** The stage, read from rollups and events. */
  select: z.string(),
});
export type PlanRollup = z.infer<typeof planRollup>;

/** Tables of bitmaps that plans read: rows with an organisation, a shard and its `users`. */
export const bitmapTable = z.enum(['event_days', 'snapshots', 'value_bitmaps', 'leaf_cache']);
export type BitmapTable = z.infer<typeof bitmapTable>;

/** A stage that is the OR of stored bitmaps. */
export const bitmapRead = z.object({
  table: bitmapTable,
  /** Which of the organisation's rows of the span; an expression that the table's sorting key can use. */
  condition: z.string(),
  /**
   * A shorter one that tells these rows from those of other reads of the table, unless the two are the same text: which event, or
   * which snapshots.
   */
  which: z.string().optional(),
});
export type BitmapRead = z.infer<typeof bitmapRead>;

/** Users that can still decide the result: a stage reads the rows of nobody else. */
export const planMask = z.object({
  /** Id of the stage that is the mask. */
  stage: z.string(),
  /**
   * The condition on `uid` that stands in the texts of the masked stage, word by word. Whoever knows how many users there are may
   * put another test of the same users, or none, in its place.
   */
  test: z.string(),
  /** Whether they are probably a part of all users: they are in something, and not only in nothing that is removed. */
  narrow: z.boolean().optional(),
});
export type PlanMask = z.infer<typeof planMask>;

/** One staged bitmap of a plan, in the order of evaluation. */
export const planStage = z.object({
  /** Name of the bitmap in the stages after it. */
  id: z.string(),
  /** What the stage computes, in words, e.g. `tag vip_level in (2 values)`. */
  label: z.string(),
  /** JSON pointer of the node of the canonical rule that this stage computes. */
  pointer: z.string(),
  /** SELECT of one row with one bitmap; right at any time, from tables that are always current. */
  select: z.string(),
  /** Of a stage that reads no table: the expression over earlier stages that it selects. */
  combines: z.string().optional(),
  /** Of a stage that reads the rows of some users only. */
  mask: planMask.optional(),
  /** The same as a condition on stored bitmaps, which can be read together with those of other stages. */
  bitmaps: bitmapRead.optional(),
  /** Of a stage that is the result of an audience: the parameter, one of the plan's inputs, that says which snapshots. */
  input: z.string().optional(),
  leaf: planLeaf.optional(),
  values: planValues.optional(),
  rollup: planRollup.optional(),
});
export type PlanStage = z.infer<typeof planStage>;

/**
 * A compiled rule: plain data that any calculator can execute, for any day. Fields that a calculator does not know do not matter to
 * it; a change that it could not ignore is a new `version`.
 */
export const planSchema = z.object({
  version: z.literal(PLAN_VERSION),
  ruleHash: z.string(),
  inputs: z.array(planInput),
  stages: z.array(planStage).min(1),
  /** Expression over the stages: the bitmap of the members among the known users of `{span}`. */
  result: z.string(),
  /**
   * What the stages read, for `EXPLAIN ESTIMATE`: SELECTs with the conditions that indexes can use, and the plan's parameters.
   */
  reads: z.array(z.string()),
  parameters: z.record(z.string(), boundParameter),
});
export type Plan = z.infer<typeof planSchema>;
