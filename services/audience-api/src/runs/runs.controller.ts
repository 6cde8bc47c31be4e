import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { RunPage, RunResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { waitOf, WaitParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { Idempotency, type IdempotentRequest } from '../idempotency/idempotent-request';
import { CancelRun } from './cancel-run.use-case';
import { ReadRuns } from './read-runs.use-case';
import { RunListParameters } from './run-list-parameters';
import { RequestRunDto } from './request-run.dto';
import { RequestRun } from './request-run.use-case';

@Controller('v1')
@UseGuards(OrganisationGuard)
export class RunsController {
  constructor(
    private readonly requestRun: RequestRun,
    private readonly readRuns: ReadRuns,
    private readonly cancelRun: CancelRun,
  ) {}

  @Post('audiences/:id/runs')
  @HttpCode(202)
  async request(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Body(new RequestBodyPipe(RequestRunDto)) dto: RequestRunDto,
    @Idempotency() request: IdempotentRequest,
  ): Promise<RunResource> {
    const id = await this.requestRun.execute(caller, audienceId, dto, request);
    return this.readRuns.one(caller.organisationId, id, 0);
  }

  @Get('audiences/:id/runs')
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Query(new ParametersPipe(RunListParameters)) parameters: RunListParameters,
  ): Promise<RunPage> {
    return this.readRuns.page(caller.organisationId, audienceId, parameters);
  }

  @Get('runs/:id')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Query(new ParametersPipe(WaitParameters)) parameters: WaitParameters,
  ): Promise<RunResource> {
    return this.readRuns.one(caller.organisationId, id, waitOf(parameters));
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
  ): Promise<RunResource> {
    await this.cancelRun.execute(caller.organisationId, id);
    return this.readRuns.one(caller.organisationId, id, 0);
  }
}
