import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, UseGuards } from '@nestjs/common';
import type { CreatedImport, ImportResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { waitOf, WaitParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { CancelImport } from './cancel-import.use-case';
import { CreateImportDto } from './create-import.dto';
import { CreateImport } from './create-import.use-case';
import { ReadImports } from './read-imports.use-case';
import { StartImport } from './start-import.use-case';

@Controller('v1/imports')
@UseGuards(OrganisationGuard)
export class ImportsController {
  constructor(
    private readonly createImport: CreateImport,
    private readonly startImport: StartImport,
    private readonly cancelImport: CancelImport,
    private readonly readImports: ReadImports,
  ) {}

  @Post()
  async create(
    @CurrentCaller() caller: Caller,
    @Body(new RequestBodyPipe(CreateImportDto)) dto: CreateImportDto,
    @Idempotency() request: IdempotentRequest,
  ): Promise<CreatedImport> {
    return this.createImport.execute(caller, dto, request);
  }

  @Post(':id/start')
  @HttpCode(202)
  async start(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('import')) id: string,
  ): Promise<ImportResource> {
    await this.startImport.execute(caller, id);
    return this.readImports.one(caller.organisationId, id, 0);
  }

  @Post(':id/cancel')
  @HttpCode(202)
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('import')) id: string,
  ): Promise<ImportResource> {
    await this.cancelImport.execute(caller.organisationId, id);
    return this.readImports.one(caller.organisationId, id, 0);
  }

  @Get(':id')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('import')) id: string,
    @Query(new ParametersPipe(WaitParameters)) parameters: WaitParameters,
  ): Promise<ImportResource> {
    return this.readImports.one(caller.organisationId, id, waitOf(parameters));
  }

  @Get(':id/report')
  @Redirect()
  async report(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('import')) id: string,
  ): Promise<{ url: string; statusCode: number }> {
    return { url: await this.readImports.reportLink(caller.organisationId, id), statusCode: 302 };
  }
}
