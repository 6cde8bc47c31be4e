import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { Explanation } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { ParametersPipe } from '../http/parameters.pipe';
import { ExplainParameters } from './explain-parameters';
import { ExplainMembership } from './explain-membership.use-case';

@Controller('v1/audiences/:id/explain')
@UseGuards(OrganisationGuard)
export class ExplainController {
  constructor(private readonly explainMembership: ExplainMembership) {}

  @Get()
  async explain(
    @CurrentCaller() caller: Caller,
    @Param('id', new IdPipe('audience')) audienceId: string,
    @Query(new ParametersPipe(ExplainParameters)) parameters: ExplainParameters,
  ): Promise<Explanation> {
    return this.explainMembership.execute(caller, audienceId, parameters);
  }
}
