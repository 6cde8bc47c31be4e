import { Controller, Delete, Get, Param, Query, UseGuards } from '@nestjs/common';
import type { AudienceDependencies, DeletedAudiences } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { ParametersPipe } from '../http/parameters.pipe';
import { DeleteAudience } from './delete-audience.use-case';
import { DeleteParameters } from './delete-parameters';
import { ReadDependencies } from './read-dependencies.use-case';

@Controller('v1/audiences/:id')
@UseGuards(OrganisationGuard)
export class DependenciesController {
  constructor(
    private readonly readDependencies: ReadDependencies,
    private readonly deleteAudience: DeleteAudience,
  ) {}

  @Get('dependencies')
  async dependencies(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('audience')) id: string,
  ): Promise<AudienceDependencies> {
    return this.readDependencies.execute(organisationId, id);
  }

  @Delete()
  async delete(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('audience')) id: string,
    @Query(new ParametersPipe(DeleteParameters)) { cascade }: DeleteParameters,
  ): Promise<DeletedAudiences> {
    return { deleted: await this.deleteAudience.execute(organisationId, id, cascade === 'true') };
  }
}
