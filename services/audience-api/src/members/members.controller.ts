import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { MemberPage } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { ParametersPipe } from '../http/parameters.pipe';
import { ListMembers } from './list-members.use-case';
import { MembersParameters } from './members-parameters';

@Controller('v1/audiences/:id/members')
@UseGuards(OrganisationGuard)
export class MembersController {
  constructor(private readonly listMembers: ListMembers) {}

  @Get()
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Query(new ParametersPipe(MembersParameters)) page: MembersParameters,
  ): Promise<MemberPage> {
    return this.listMembers.execute(caller.organisationId, audienceId, page);
  }
}
