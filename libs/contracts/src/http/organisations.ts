import { z } from 'zod';
import { organisationId, timeZone } from '../events/common';

/** Which of the days that were missed while the system was down are caught up: the newest one, or all of them, one after the other. */
export const missedDays = z.enum(['newest', 'all']);
export type MissedDays = z.infer<typeof missedDays>;

/** What a scheduled run does when an input has no result of its day: uses the last good one and says so, or fails. */
export const onStaleInput = z.enum(['use', 'fail']);
export type OnStaleInput = z.infer<typeof onStaleInput>;

/** `GET` and `PUT /v1/organisation/schedule`: when the organisation's daily audiences are computed. */
export const organisationSchedule = z.strictObject({
  /** Local hour from which a business date's results are due. */
  dailyHour: z.number().int().min(0).max(23),
  missedDays,
  onStaleInput,
});
export type OrganisationSchedule = z.infer<typeof organisationSchedule>;

export const DEFAULT_SCHEDULE: OrganisationSchedule = {
  dailyHour: 2,
  missedDays: 'newest',
  onStaleInput: 'use',
};

/** `POST /v1/organisations`, with the administrator's token. */
export const registerOrganisationRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** IANA name; defines the organisation's local days and never changes. */
  timeZone,
  /** What is left out of the schedule is that of `DEFAULT_SCHEDULE`. */
  ...organisationSchedule.partial().shape,
});
export type RegisterOrganisationRequest = z.infer<typeof registerOrganisationRequest>;

/** The most days that results may be kept for; ten years. */
export const MAX_RETENTION_DAYS = 3_653;

/** `GET` and `PUT /v1/organisation/retention`. */
export const retention = z.strictObject({
  /** For so many days after its end a run keeps its members; for ever when null. The newest result of an audience is always kept. */
  days: z.number().int().min(1).max(MAX_RETENTION_DAYS).nullable(),
});
export type Retention = z.infer<typeof retention>;

export const registeredOrganisation = z.strictObject({
  id: organisationId,
  name: z.string(),
  timeZone,
  /** The organisation's bearer token. Told once: only its hash is stored. */
  token: z.string(),
});
export type RegisteredOrganisation = z.infer<typeof registeredOrganisation>;
