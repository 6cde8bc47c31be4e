import { z } from 'zod';
import { audienceId, count, exportId, failure, instant, runId } from '../events/common';
import { compression, fileFormat } from '../events/import.topic';

/** `POST /v1/audiences/{id}/exports`: writes the published result of now to a file. */
export const requestExportRequest = z.strictObject({
  format: fileFormat,
  compression: compression.optional(),
});
export type RequestExportRequest = z.infer<typeof requestExportRequest>;

export const exportState = z.enum(['requested', 'running', 'completed', 'failed']);
export type ExportState = z.infer<typeof exportState>;

export const exportResource = z.strictObject({
  id: exportId,
  audienceId,
  /** The run whose members are in the file. */
  runId,
  format: fileFormat,
  compression,
  state: exportState,
  expectedRows: count,
  /** Rows written so far. */
  rows: count,
  bytes: count.nullable(),
  failure: failure.nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
export type ExportResource = z.infer<typeof exportResource>;
