import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { audienceId, count, exportId, failure, organisationId, runId, snapshotId } from './common';
import { compression, fileFormat } from './import.topic';

const about = { organisationId, exportId };

export const exportTopic = defineTopic({
  name: 'audience.export.v1',
  summary: 'Results that are to be written to files, and where they are',
  cleanup: 'delete',
  key: 'export',
  partitions: 12,
  events: [
    defineEvent(
      'audience.export.requested.v1',
      'The members of a published run are to be written to a file',
      z.object({
        ...about,
        audienceId,
        runId,
        snapshotIds: z.array(snapshotId).min(1),
        format: fileFormat,
        compression,
        /** Key of the file to write, in the bucket of exports. */
        objectKey: z.string(),
        /** Members of the run; a file with another number of rows is a failure. */
        expectedRows: count,
      }),
    ),
    defineEvent(
      'audience.export.progressed.v1',
      'Rows have been written so far',
      z.object({ ...about, rows: count }),
    ),
    defineEvent(
      'audience.export.completed.v1',
      'The whole file is there',
      z.object({ ...about, objectKey: z.string(), rows: count, bytes: count }),
    ),
    defineEvent('audience.export.failed.v1', 'There is no file', z.object({ ...about, ...failure.shape })),
  ],
});
