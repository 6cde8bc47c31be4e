import type { RegisterOrganisationRequest } from '@muster/contracts';
import { IsName, IsTimeZone } from '../http/validators';

export class RegisterOrganisationDto implements RegisterOrganisationRequest {
  @IsName()
  name!: string;

  @IsTimeZone({ context: { code: 'organisation.time-zone-unknown' } })
  timeZone!: string;
}
