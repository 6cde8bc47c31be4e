import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AudienceEntity } from '../audiences/audience.entity';
import { ExportEntity } from './export.entity';

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: DataSource) {}

  /** An export of an audience that has not been deleted. */
  async find(organisationId: string, id: string): Promise<ExportEntity | undefined> {
    const job = await this.database
      .getRepository(ExportEntity)
      .createQueryBuilder('export')
      .innerJoin(AudienceEntity, 'audience', 'audience.id = export.audienceId AND audience.deletedAt IS NULL')
      .where('export.organisationId = :organisationId AND export.id = :id', { organisationId, id })
      .getOne();
    return job ?? undefined;
  }

  /** Locks an export until the end of the transaction: what becomes of it is told one thing at a time. */
  async lock(manager: EntityManager, organisationId: string, id: string): Promise<ExportEntity | undefined> {
    const job = await manager
      .getRepository(ExportEntity)
      .findOne({ where: { organisationId, id }, lock: { mode: 'pessimistic_write' } });
    return job ?? undefined;
  }

  async insert(manager: EntityManager, job: ExportEntity): Promise<void> {
    await manager.getRepository(ExportEntity).insert(job);
  }

  async save(manager: EntityManager, job: ExportEntity): Promise<void> {
    await manager.getRepository(ExportEntity).save(job);
  }
}
