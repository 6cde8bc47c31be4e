import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, UseGuards } from '@nestjs/common';
import type { ExportResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { waitOf, WaitParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { ReadExports } from './read-exports.use-case';
import { RequestExportDto } from './request-export.dto';
import { RequestExport } from './request-export.use-case';

@Controller('v1')
@UseGuards(OrganisationGuard)
export class ExportsController {
  constructor(
    private readonly requestExport: RequestExport,
    private readonly readExports: ReadExports,
  ) {}

  @Post('audiences/:id/exports')
  @HttpCode(202)
  async request(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Body(new RequestBodyPipe(RequestExportDto)) dto: RequestExportDto,
    @Idempotency() request: IdempotentRequest,
  ): Promise<ExportResource> {
    const id = await this.requestExport.execute(caller, audienceId, dto, request);
    return this.readExports.one(caller.organisationId, id, 0);
  }

  @Get('exports/:id')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('export')) id: string,
    @Query(new ParametersPipe(WaitParameters)) parameters: WaitParameters,
  ): Promise<ExportResource> {
    return this.readExports.one(caller.organisationId, id, waitOf(parameters));
  }

  @Get('exports/:id/content')
  @Redirect()
  async content(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('export')) id: string,
  ): Promise<{ url: string; statusCode: number }> {
    return { url: await this.readExports.link(caller.organisationId, id), statusCode: 302 };
  }
}
