import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import type { CatalogueResource } from '@muster/contracts';
import { CurrentCaller, type Caller } from '../authentication/caller';
import { OrganisationGuard } from '../authentication/organisation.guard';
import { ExtendCatalogue } from './extend-catalogue.use-case';
import { ReadCatalogue } from './read-catalogue.use-case';

@Controller('v1/catalogue')
@UseGuards(OrganisationGuard)
export class CatalogueController {
  constructor(
    private readonly readCatalogue: ReadCatalogue,
    private readonly extendCatalogue: ExtendCatalogue,
  ) {}

  @Get()
  async get(@CurrentCaller() caller: Caller): Promise<CatalogueResource> {
    return this.readCatalogue.execute(caller.organisationId);
  }

  @Put()
  async extend(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<CatalogueResource> {
    const catalogue = await this.extendCatalogue.execute(caller, body);
    return this.readCatalogue.withValues(caller.organisationId, catalogue);
  }
}
