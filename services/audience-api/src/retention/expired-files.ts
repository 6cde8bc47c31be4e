import type { Bucket } from '@muster/platform';
import type { AudienceApiConfig } from '../config';

/** Files of a bucket that are deleted by their age. */
export interface ExpiredFiles {
  readonly kind: string;
  readonly bucket: Bucket;
  readonly days: number;
  /** A query for those keys of `$1` whose files a job still needs, however old they are; none unless told. */
  readonly needed?: string;
}

/** The buckets whose files have jobs. Links are refused a day before the files go, so that none that works leads nowhere. */
export function expiredFiles(config: AudienceApiConfig): ExpiredFiles[] {
  return [
    {
      kind: 'uploads',
      bucket: 'uploads',
      days: config.RETENTION_UPLOAD_DAYS,
      needed: `SELECT object_key AS key FROM audience_api.imports
               WHERE object_key = ANY($1::text[]) AND state IN ('requested', 'running')`,
    },
    {
      kind: 'export-files',
      bucket: 'exports',
      days: config.RETENTION_EXPORT_FILE_DAYS,
      needed: `SELECT object_key AS key FROM audience_api.exports
               WHERE object_key = ANY($1::text[]) AND finished_at IS NULL`,
    },
    { kind: 'reports', bucket: 'reports', days: config.RETENTION_REPORT_DAYS },
  ];
}
