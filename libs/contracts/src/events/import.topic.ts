import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { declaredTypesSchema } from '../catalogue/declared-types';
import { mistypedValues } from '../catalogue/mistyped-values';
import { count, failure, importId, organisationId, timeZone } from './common';

/** What a file holds. */
export const importKind = z.enum(['users', 'behaviors', 'tags']);
export type ImportKind = z.infer<typeof importKind>;

export const fileFormat = z.enum(['csv', 'ndjson']);
export type FileFormat = z.infer<typeof fileFormat>;

export const compression = z.enum(['none', 'gzip']);
export type Compression = z.infer<typeof compression>;

/** What separates the cells of a CSV file; found in its header. */
export const csvDelimiter = z.enum(['comma', 'semicolon', 'tab', 'pipe']);
export type CsvDelimiter = z.infer<typeof csvDelimiter>;

const about = { organisationId, importId };

/** Rows by fate: `rows = landed + rejected`. */
const rowCounts = { rows: count, landed: count, rejected: count };

/** What else an importer knows of a file that it has read. */
const found = {
  /** Key of the NDJSON report of rejected rows, when there are any; with gzip when it ends in `.gz`. */
  reportKey: z.string().optional(),
  /** Of CSV, once its header has been read. */
  delimiter: csvDelimiter.optional(),
  /** Values of another type than the catalogue declares, by place; the 200 places with the most. */
  mistyped: z.array(mistypedValues).optional(),
  /** Ids of users that had white space around them, which was taken away. */
  trimmedIds: count.optional(),
};

export const importTopic = defineTopic({
  name: 'audience.import.v1',
  summary: 'Files that are to be landed, and what became of them',
  cleanup: 'delete',
  key: 'import',
  partitions: 12,
  events: [
    defineEvent(
      'audience.import.requested.v1',
      'A file lies in the object store and is to be landed',
      z.object({
        ...about,
        kind: importKind,
        format: fileFormat,
        compression,
        /** Key of the file in the bucket of uploads: of a copy that never changes, and that no upload URL reaches. */
        objectKey: z.string(),
        timeZone,
        /** Whose local time a time without offset is; the organisation's when it is left out. */
        fileTimeZone: timeZone.optional(),
        /** What the organisation had declared when the import was started. Absent in requests of before 2026-11-29. */
        declared: declaredTypesSchema.optional(),
        /** Reject the whole file when any row is broken (`abort`), or land the rest and report the broken rows (`report`). */
        onBrokenRow: z.enum(['abort', 'report']),
      }),
    ),
    defineEvent(
      'audience.import.progressed.v1',
      'Rows have been read so far',
      z.object({ ...about, ...rowCounts }),
    ),
    defineEvent(
      'audience.import.completed.v1',
      'Every row has been landed or reported',
      z.object({
        ...about,
        ...rowCounts,
        ...found,
      }),
    ),
    defineEvent(
      'audience.import.failed.v1',
      'Nothing of the file is visible',
      z.object({
        ...about,
        ...failure.shape,
        /** Rows that were read, and how many of them were broken; absent when none was. */
        rows: count.optional(),
        rejected: count.optional(),
        ...found,
      }),
    ),
    defineEvent(
      'audience.import.cancelled.v1',
      'Somebody has cancelled the import before anything of the file was landed',
      z.object(about),
    ),
  ],
});
