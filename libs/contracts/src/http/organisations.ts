import { z } from 'zod';
import { organisationId, timeZone } from '../events/common';

/** `POST /v1/organisations`, with the administrator's token. */
export const registerOrganisationRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** IANA name; defines the organisation's local days and never changes. */
  timeZone,
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
