import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import type { AudienceDependencies } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { IdPipe } from '../http/not-found';
import { ReadDependencies } from './read-dependencies.use-case';

@Controller('v1/audiences/:id')
@UseGuards(OrganisationGuard)
export class DependenciesController {
  constructor(private readonly readDependencies: ReadDependencies) {}

  @Get('dependencies')
  async dependencies(
    @CurrentCaller() { organisationId }: Caller,
    @Param('id', new IdPipe('audience')) id: string,
  ): Promise<AudienceDependencies> {
    return this.readDependencies.execute(organisationId, id);
  }
}
