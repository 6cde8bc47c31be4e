import { z } from 'zod';
import { mistypedValues } from '../catalogue/mistyped-values';
import { count, failure, importId, instant, timeZone } from '../events/common';
import { compression, csvDelimiter, fileFormat, importKind } from '../events/import.topic';

export const brokenRowPolicy = z.enum(['abort', 'report']);
export type BrokenRowPolicy = z.infer<typeof brokenRowPolicy>;

/** `POST /v1/imports`: prepares a place for a file. */
export const createImportRequest = z.strictObject({
  kind: importKind,
  format: fileFormat,
  compression: compression.optional(),
  /** `abort` (default) lands nothing when any row is broken; `report` lands the rest and reports the broken rows. */
  onBrokenRow: brokenRowPolicy.optional(),
  /** Whose local time a time without offset is, as an IANA name; the organisation's zone when it is left out. */
  timeZone: timeZone.optional(),
});
export type CreateImportRequest = z.infer<typeof createImportRequest>;

/** `cancelling`: somebody has cancelled it, and an importer decides whether that came before anything was landed. */
export const importState = z.enum([
  'awaitingFile',
  'requested',
  'running',
  'cancelling',
  'completed',
  'failed',
  'cancelled',
]);
export type ImportState = z.infer<typeof importState>;

export const importResource = z.strictObject({
  id: importId,
  kind: importKind,
  format: fileFormat,
  compression,
  onBrokenRow: brokenRowPolicy,
  timeZone,
  state: importState,
  /** What separates the cells of a CSV file; null before its header has been read, and of NDJSON. */
  delimiter: csvDelimiter.nullable(),
  /**
   * Rows read so far, until the import has finished. Of a completed one `rows = landed + rejected`; of one that failed or was
   * cancelled nothing is landed.
   */
  rows: count,
  landed: count,
  rejected: count,
  /** Whether `GET /v1/imports/{id}/report` has a report of broken rows. */
  hasReport: z.boolean(),
  /** Ids of users that had white space around them; they were landed without it. */
  trimmedIds: count,
  /** Values of another type than the catalogue declares, which count as missing, by attribute, property or tag. */
  mistypedValues: z.array(mistypedValues),
  failure: failure.nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
export type ImportResource = z.infer<typeof importResource>;

export const createdImport = importResource.extend({
  /** Accepts one PUT of the file's bytes, for an hour. */
  uploadUrl: z.url(),
});
export type CreatedImport = z.infer<typeof createdImport>;
