import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ImportEntity } from './import.entity';

@Injectable()
export class ImportsRepository {
  constructor(private readonly database: DataSource) {}

  async find(organisationId: string, id: string): Promise<ImportEntity | undefined> {
    return (await this.database.getRepository(ImportEntity).findOneBy({ organisationId, id })) ?? undefined;
  }

  /** Locks an import until the end of the transaction: what becomes of it is told one thing at a time. */
  async lock(manager: EntityManager, organisationId: string, id: string): Promise<ImportEntity | undefined> {
    const job = await manager
      .getRepository(ImportEntity)
      .findOne({ where: { organisationId, id }, lock: { mode: 'pessimistic_write' } });
    return job ?? undefined;
  }

  async insert(manager: EntityManager, job: ImportEntity): Promise<void> {
    await manager.getRepository(ImportEntity).insert(job);
  }

  async save(manager: EntityManager, job: ImportEntity): Promise<void> {
    await manager.getRepository(ImportEntity).save(job);
  }
}
