import { z } from 'zod';
import { organisationId, timeZone } from '../events/common';

/** `POST /v1/organisations`, with the administrator's token. */
export const registerOrganisationRequest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** IANA name; defines the organisation's local days and never changes. */
  timeZone,
});
export type RegisterOrganisationRequest = z.infer<typeof registerOrganisationRequest>;

export const registeredOrganisation = z.strictObject({
  id: organisationId,
  name: z.string(),
  timeZone,
  /** The organisation's bearer token. Told once: only its hash is stored. */
  token: z.string(),
});
export type RegisteredOrganisation = z.infer<typeof registeredOrganisation>;
