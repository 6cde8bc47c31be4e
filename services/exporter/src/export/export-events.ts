import { type Failure, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import type { ExportEvent, ExportRequest } from './export-request';

/** What is told of an export. Ids come from what is told, not from the attempt: a repetition is recognisable. */
export const exportEvents = {
  progressed: (request: ExportRequest, rows: number): ExportEvent =>
    createEvent(topics.export, {
      ...envelope(request, rows),
      type: 'audience.export.progressed.v1',
      data: { ...about(request), rows },
    }),

  completed: (request: ExportRequest, bytes: number): ExportEvent =>
    createEvent(topics.export, {
      ...envelope(request),
      type: 'audience.export.completed.v1',
      data: { ...about(request), objectKey: request.objectKey, rows: request.expectedRows, bytes },
    }),

  failed: (request: ExportRequest, failure: Failure): ExportEvent =>
    createEvent(topics.export, {
      ...envelope(request),
      type: 'audience.export.failed.v1',
      data: { ...about(request), ...failure },
    }),
};

function envelope({ organisationId, exportId }: ExportRequest, ...what: readonly number[]) {
  return {
    service: 'exporter',
    organisationId,
    subject: exportId,
    key: exportId,
    identity: [exportId, ...what],
  };
}

function about({ organisationId, exportId }: ExportRequest) {
  return { organisationId, exportId };
}
