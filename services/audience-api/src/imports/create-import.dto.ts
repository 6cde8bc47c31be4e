import {
  brokenRowPolicy,
  compression,
  fileFormat,
  importKind,
  type CreateImportRequest,
} from '@muster/contracts';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';
import { IsTimeZone } from '../http/validators';

export class CreateImportDto implements CreateImportRequest {
  @IsIn(importKind.options)
  kind!: CreateImportRequest['kind'];

  @IsIn(fileFormat.options)
  format!: CreateImportRequest['format'];

  @MayBeLeftOut()
  @IsIn(compression.options)
  compression?: NonNullable<CreateImportRequest['compression']>;

  @MayBeLeftOut()
  @IsIn(brokenRowPolicy.options)
  onBrokenRow?: NonNullable<CreateImportRequest['onBrokenRow']>;

  @MayBeLeftOut()
  @IsTimeZone({ context: { code: 'import.time-zone-unknown' } })
  timeZone?: string;
}
