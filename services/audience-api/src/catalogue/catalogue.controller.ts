import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import type { Catalogue } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { CatalogueRepository } from './catalogue.repository';
import { ExtendCatalogue } from './extend-catalogue.use-case';

@Controller('v1/catalogue')
@UseGuards(OrganisationGuard)
export class CatalogueController {
  constructor(
    private readonly catalogues: CatalogueRepository,
    private readonly extendCatalogue: ExtendCatalogue,
  ) {}

  @Get()
  async get(@CurrentCaller() caller: Caller): Promise<Catalogue> {
    return this.catalogues.get(caller.organisationId);
  }

  @Put()
  async extend(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<Catalogue> {
    return this.extendCatalogue.execute(caller, body);
  }
}
