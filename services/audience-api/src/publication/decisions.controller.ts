import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { RunResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { RequestBodyPipe } from '../http/request-body.pipe';
import { ReadRuns } from '../runs/read-runs.use-case';
import { DecideRunDto } from './decide-run.dto';
import { DecideRun } from './decide-run.use-case';

/** Whoever has a token of the organisation may decide: there is no finer right yet, and the record names the token. */
@Controller('v1/runs/:id')
@UseGuards(OrganisationGuard)
export class DecisionsController {
  constructor(
    private readonly decideRun: DecideRun,
    private readonly readRuns: ReadRuns,
  ) {}

  @Post('approve')
  @HttpCode(200)
  async approve(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Body(new RequestBodyPipe(DecideRunDto)) { note }: DecideRunDto,
  ): Promise<RunResource> {
    await this.decideRun.execute(caller, id, 'approved', note);
    return this.readRuns.one(caller.organisationId, id, 0);
  }

  @Post('reject')
  @HttpCode(200)
  async reject(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Body(new RequestBodyPipe(DecideRunDto)) { note }: DecideRunDto,
  ): Promise<RunResource> {
    await this.decideRun.execute(caller, id, 'rejected', note);
    return this.readRuns.one(caller.organisationId, id, 0);
  }
}
