import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { ChangedMemberPage, HistoryPage, RunDifference } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { PageParameters } from '../http/parameters';
import { ParametersPipe } from '../http/parameters.pipe';
import { CompareRuns } from './compare-runs.use-case';
import { ChangedMembersParameters, DifferenceParameters } from './difference-parameters';
import { ListChangedMembers } from './list-changed-members.use-case';
import { ReadHistory } from './read-history.use-case';

@Controller('v1')
@UseGuards(OrganisationGuard)
export class HistoryController {
  constructor(
    private readonly readHistory: ReadHistory,
    private readonly compareRuns: CompareRuns,
    private readonly listChangedMembers: ListChangedMembers,
  ) {}

  @Get('audiences/:id/history')
  async history(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Query(new ParametersPipe(PageParameters)) page: PageParameters,
  ): Promise<HistoryPage> {
    return this.readHistory.execute(caller.organisationId, audienceId, page);
  }

  @Get('runs/:id/difference')
  async difference(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Query(new ParametersPipe(DifferenceParameters)) { since }: DifferenceParameters,
  ): Promise<RunDifference> {
    return this.compareRuns.execute(caller.organisationId, id, since);
  }

  @Get('runs/:id/difference/members')
  async changedMembers(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('run')) id: string,
    @Query(new ParametersPipe(ChangedMembersParameters)) parameters: ChangedMembersParameters,
  ): Promise<ChangedMemberPage> {
    return this.listChangedMembers.execute(caller.organisationId, id, parameters);
  }
}
