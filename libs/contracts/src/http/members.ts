import { z } from 'zod';
import { count, runId } from '../events/common';
import { nextCursor } from './paging';

/** Attribute values as they are told: a number is a decimal string, a time an instant in UTC. */
export const attributeValue = z.union([z.string(), z.boolean(), z.array(z.string())]);
export type AttributeValue = z.infer<typeof attributeValue>;

export const member = z.strictObject({
  entityId: z.string(),
  accountIds: z.array(z.string()),
  deviceIds: z.array(z.string()),
  attributes: z.record(z.string(), attributeValue),
});
export type Member = z.infer<typeof member>;

/** `GET /v1/audiences/{id}/members`: pages of one run, however many runs are published meanwhile. */
export const memberPage = z.strictObject({
  runId,
  runSeq: z.number().int().positive(),
  /** Members of the run, on all pages. */
  count,
  members: z.array(member),
  nextCursor,
});
export type MemberPage = z.infer<typeof memberPage>;
