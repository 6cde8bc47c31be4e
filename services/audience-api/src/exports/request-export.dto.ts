import { compression, fileFormat, type RequestExportRequest } from '@muster/contracts';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../http/optional';

export class RequestExportDto implements RequestExportRequest {
  @IsIn(fileFormat.options)
  format!: RequestExportRequest['format'];

  @MayBeLeftOut()
  @IsIn(compression.options)
  compression?: NonNullable<RequestExportRequest['compression']>;
}
