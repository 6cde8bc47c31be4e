import { Injectable } from '@nestjs/common';
import type { Catalogue, CatalogueResource } from '@muster/contracts';
import { CatalogueRepository } from './catalogue.repository';
import { MistypedValuesRepository } from './mistyped-values.repository';

/** What is declared, and what has come that does not fit it. */
@Injectable()
export class ReadCatalogue {
  constructor(
    private readonly catalogues: CatalogueRepository,
    private readonly mistyped: MistypedValuesRepository,
  ) {}

  async execute(organisationId: string): Promise<CatalogueResource> {
    return this.withValues(organisationId, await this.catalogues.get(organisationId));
  }

  async withValues(organisationId: string, catalogue: Catalogue): Promise<CatalogueResource> {
    return { ...catalogue, mistypedValues: await this.mistyped.list(organisationId) };
  }
}
