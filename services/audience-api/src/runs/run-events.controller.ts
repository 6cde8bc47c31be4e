import { Controller, Get, Headers, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { EventStreams } from '../http/event-streams';
import { IdPipe } from '../http/not-found';
import { NoParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { FollowRun } from './follow-run.use-case';

@Controller('v1/runs/:id/events')
@UseGuards(OrganisationGuard)
export class RunEventsController {
  constructor(
    private readonly followRun: FollowRun,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  async follow(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Query(new ParametersPipe(NoParameters)) _parameters: NoParameters,
    @Headers('last-event-id') lastSeen: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    await this.streams.send(response, organisationId, (signal) =>
      this.followRun.execute(organisationId, id, lastSeen, signal),
    );
  }
}
