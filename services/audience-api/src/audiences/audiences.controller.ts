import { Body, Controller, Get, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import type { AudiencePage, AudienceResource, ChangedAudience, CreatedAudience } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { PageParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { ChangeAudience } from './change-audience.use-case';
import { CreateAudience } from './create-audience.use-case';
import { ReadAudiences } from './read-audiences.use-case';

@Controller('v1/audiences')
@UseGuards(OrganisationGuard)
export class AudiencesController {
  constructor(
    private readonly createAudience: CreateAudience,
    private readonly changeAudience: ChangeAudience,
    private readonly readAudiences: ReadAudiences,
  ) {}

  @Post()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Idempotency() request: IdempotentRequest,
  ): Promise<CreatedAudience> {
    const { audienceId, runId } = await this.createAudience.execute(caller, body, request);
    return { ...(await this.readAudiences.one(caller.organisationId, audienceId)), runId };
  }

  @Patch(':id')
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) id: string,
    @Body() body: unknown,
    @Idempotency() request: IdempotentRequest,
  ): Promise<ChangedAudience> {
    const outcome = await this.changeAudience.execute(caller, id, body, request);
    return { ...(await this.readAudiences.one(caller.organisationId, id)), ...outcome };
  }

  @Get()
  async list(
    @CurrentCaller() caller: Caller,
    @Query(new ParametersPipe(PageParameters)) page: PageParameters,
  ): Promise<AudiencePage> {
    return this.readAudiences.page(caller.organisationId, page);
  }

  @Get(':id')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) id: string,
  ): Promise<AudienceResource> {
    return this.readAudiences.one(caller.organisationId, id);
  }
}
