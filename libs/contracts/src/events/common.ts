import { z } from 'zod';

export const organisationId = z.uuid();
export const audienceId = z.uuid();
export const runId = z.uuid();
/** A snapshot: what one attempt at one piece of a run has written. It never changes once its run tells of it. */
export const snapshotId = z.uuid();
export const importId = z.uuid();
export const exportId = z.uuid();

/** A count of users, rows or bytes: a whole number that JSON carries exactly. */
export const count = z.number().int().nonnegative();

/** An instant with offset, ISO 8601. */
export const instant = z.iso.datetime({ offset: true });

/** A local date of the organisation, `YYYY-MM-DD`. */
export const localDate = z.iso.date();

/** An IANA time zone name, e.g. `Europe/London`. Checked against the runtime's zones where an organisation is registered. */
export const timeZone = z.string().min(1).max(64);

/** Why something failed: a stable code for programs, a sentence for people. */
export const failure = z.object({ code: z.string(), message: z.string() });
export type Failure = z.infer<typeof failure>;

/** Why a result is held back: a check of the audience's quality gate that it does not pass. */
export const heldReason = z.object({
  /** `gate.empty-result`, `gate.size-change` or `gate.watermark-too-old`. */
  code: z.string(),
  message: z.string(),
  /** What was found, in the unit of the limit: percent or minutes; null when it cannot be told as a number. */
  observed: z.number().nullable(),
  /** The setting that it exceeds; null for a check without one. */
  limit: z.number().nullable(),
});
export type HeldReason = z.infer<typeof heldReason>;

/** Something wrong at one place of a document that somebody sent. */
export const diagnostic = z.object({
  code: z.string(),
  /** JSON pointer (RFC 6901) into the document. */
  pointer: z.string(),
  message: z.string(),
});
export type Diagnostic = z.infer<typeof diagnostic>;

/** A result that a scheduled run reads of an audience whose own run of that day has brought none: the last good one, of an earlier date. */
export const staleInput = z.object({ audienceId, runId, businessDate: localDate });
export type StaleInput = z.infer<typeof staleInput>;

/**
 * Why a run exists: its audience was created, somebody asked, its day has come, its rule was changed, an import has brought its
 * members, or an audience that its rule names has a new result.
 */
export const runTrigger = z.enum([
  'created',
  'manual',
  'scheduled',
  'definitionChanged',
  'import',
  'dependency',
]);
export type RunTrigger = z.infer<typeof runTrigger>;
