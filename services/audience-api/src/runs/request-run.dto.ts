import type { RequestRunRequest } from '@muster/contracts';
import { IsBoolean } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsInstant } from '../http/validators';

export class RequestRunDto implements RequestRunRequest {
  @MayBeLeftOut()
  @IsInstant()
  asOf?: string;

  @MayBeLeftOut()
  @IsBoolean()
  publish?: boolean;
}
