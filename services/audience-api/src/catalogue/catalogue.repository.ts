import { Injectable } from '@nestjs/common';
import { emptyCatalogue, type Catalogue } from '@muster/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { CatalogueEntity } from './catalogue.entity';

@Injectable()
export class CatalogueRepository {
  constructor(private readonly database: DataSource) {}

  /** What the organisation has declared; empty when it has declared nothing. */
  async get(organisationId: string, manager: EntityManager = this.database.manager): Promise<Catalogue> {
    const row = await manager.getRepository(CatalogueEntity).findOneBy({ organisationId });
    return row?.catalogue ?? emptyCatalogue;
  }

  /**
   * Changes the catalogue under a lock, so that two changes at once both count.
   * @param changed what belongs to the same transaction.
   */
  async change(
    organisationId: string,
    change: (current: Catalogue) => Catalogue,
    changed: (catalogue: Catalogue, manager: EntityManager) => Promise<void>,
  ): Promise<Catalogue> {
    return this.database.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM audience_api.organisations WHERE id = $1 FOR NO KEY UPDATE', [
        organisationId,
      ]);
      const catalogue = change(await this.get(organisationId, manager));
      await manager
        .getRepository(CatalogueEntity)
        .upsert({ organisationId, catalogue, updatedAt: new Date() }, ['organisationId']);
      await changed(catalogue, manager);
      return catalogue;
    });
  }
}
