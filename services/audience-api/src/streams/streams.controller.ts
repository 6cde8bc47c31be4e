import { Body, Controller, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { AudienceResource } from '@muster/contracts';
import { ReadAudiences } from '../audiences/read-audiences.use-case';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { ReconcileStream } from './reconcile-stream.use-case';
import { SetStreamDto } from './set-stream.dto';
import { SetStream } from './set-stream.use-case';

@Controller('v1/audiences/:id/stream')
@UseGuards(OrganisationGuard)
export class StreamsController {
  constructor(
    private readonly setStream: SetStream,
    private readonly reconcileStream: ReconcileStream,
    private readonly readAudiences: ReadAudiences,
  ) {}

  @Put()
  async set(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('audience')) id: string,
    @Body(new RequestBodyPipe(SetStreamDto)) { stream }: SetStreamDto,
  ): Promise<AudienceResource> {
    await this.setStream.execute(organisationId, id, stream);
    return this.readAudiences.one(organisationId, id);
  }

  @Post('reconcile')
  @HttpCode(202)
  async reconcile(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('audience')) id: string,
    @Idempotency() request: IdempotentRequest,
  ): Promise<AudienceResource> {
    await this.reconcileStream.execute(organisationId, id, request);
    return this.readAudiences.one(organisationId, id);
  }
}
