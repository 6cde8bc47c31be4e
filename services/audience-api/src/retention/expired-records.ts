import type { DoomedRows } from '@muster/platform';
import type { AudienceApiConfig } from '../config';

/** Rows of a kind that are deleted by their age, as `docs/retention.md` names it. */
export interface ExpiredRecords extends DoomedRows {
  readonly kind: string;
}

/** A request waits a minute at most for an estimate or an explanation; what is older was left behind by a process that ended. */
const UNANSWERED = `created_at < now() - interval '1 hour'`;

/** What is deleted by its age and nothing else. A job that has not ended is none of it. */
export function expiredRecords({ RETENTION_JOB_DAYS: jobDays }: AudienceApiConfig): ExpiredRecords[] {
  return [
    { kind: 'estimates', table: 'audience_api.estimates', where: UNANSWERED },
    { kind: 'explanations', table: 'audience_api.explanations', where: UNANSWERED },
    {
      kind: 'exports',
      table: 'audience_api.exports',
      where: 'finished_at < now() - make_interval(days => $1)',
      parameters: [jobDays],
    },
    {
      kind: 'imports',
      table: 'audience_api.imports',
      // One that was never started has not ended either, and never will.
      where: `(state = 'awaitingFile' OR finished_at IS NOT NULL)
        AND coalesce(finished_at, created_at) < now() - make_interval(days => $1)`,
      parameters: [jobDays],
    },
  ];
}
