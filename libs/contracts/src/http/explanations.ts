import { z } from 'zod';
import { audienceId, count, instant, localDate, runId } from '../events/common';
import { evidenceSchema } from '../explanation/evidence';
import { userReference } from '../ingest/records';

/** `GET /v1/audiences/{id}/explain`. */
export interface ExplainQuestion {
  /** An id of the user. */
  readonly user: string;
  /** What kind of id it is; the entity ID, unless told. */
  readonly idType?: 'entity' | 'account' | 'device';
  /** Explain as of this run; as of the published one, or of now when there is none, unless told. */
  readonly run?: string;
}

const text = z.string();

/** What would have to change so that a node's answer is the other one. `text` says it in words. */
export const changeSchema = z.discriminatedUnion('need', [
  /** Of a group: all of the nodes, or any one of them, would have to become what is said here. */
  z.strictObject({
    need: z.literal('nodes'),
    which: z.enum(['all', 'any']),
    nodes: z.array(z.strictObject({ pointer: z.string(), holds: z.boolean() })).min(1),
    text,
  }),
  /** A number would have to grow or shrink by so much at least, or only become another one. */
  z.strictObject({
    need: z.literal('number'),
    direction: z.enum(['more', 'less', 'other']),
    /** Decimal text; null when there is no number yet, or any other one would do. */
    by: z.string().nullable(),
    /** The last local date on which an event still counts; null when there is none, or the number is not of events. */
    until: localDate.nullable(),
    text,
  }),
  /** A value would have to be set, changed or taken away. */
  z.strictObject({ need: z.literal('value'), text }),
  /** The user would have to join or leave another audience. */
  z.strictObject({ need: z.literal('membership'), audienceId, member: z.boolean(), text }),
  /** A step of a sequence, counted from 0, would have to happen, or must not. */
  z.strictObject({ need: z.literal('step'), step: count, happens: z.boolean(), text }),
  /** Time would have to pass. */
  z.strictObject({ need: z.literal('time'), until: instant, text }),
]);
export type Change = z.infer<typeof changeSchema>;

/** One node of the rule. */
export const explainedNode = z.strictObject({
  /** JSON pointer into the rule as its author wrote it. */
  pointer: z.string(),
  node: z.enum([
    'intersect',
    'union',
    'difference',
    'not',
    'tag',
    'audience',
    'behavior',
    'attribute',
    'sequence',
  ]),
  holds: z.boolean(),
  /** Of a condition: what the answer rests on. Null for groups, whose answer follows from their operands. */
  evidence: evidenceSchema.nullable(),
  change: changeSchema,
});
export type ExplainedNode = z.infer<typeof explainedNode>;

/** Why one user is in an audience or not. */
export const explanation = z.strictObject({
  audienceId,
  definitionVersion: z.number().int().positive(),
  user: userReference.extend({ entityId: z.string() }),
  /** Events later than this do not count. */
  asOf: instant,
  businessDate: localDate,
  /** What the rule says of the user with the data of now. */
  member: z.boolean(),
  /** What the published result of the run says; null when there is no such result. */
  published: z
    .strictObject({
      runId,
      runSeq: z.number().int().positive(),
      member: z.boolean(),
      /** False when data has changed since the run. */
      agrees: z.boolean(),
    })
    .nullable(),
  /** Every node of the rule, parents before their operands. */
  nodes: z.array(explainedNode).min(1),
});
export type Explanation = z.infer<typeof explanation>;
