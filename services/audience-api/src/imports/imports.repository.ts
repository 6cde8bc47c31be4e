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

  /** How many imports of an organisation have waited for their file no longer than this, and the oldest of them for how long. */
  async waiting(
    manager: EntityManager,
    organisationId: string,
    seconds: number,
  ): Promise<{ count: number; oldestSeconds: number }> {
    const rows: { count: number; oldestSeconds: number }[] = await manager.query(
      `SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS "oldestSeconds"
       FROM audience_api.imports
       WHERE organisation_id = $1 AND state = 'awaitingFile' AND created_at > now() - make_interval(secs => $2)`,
      [organisationId, seconds],
    );
    return rows[0] ?? { count: 0, oldestSeconds: 0 };
  }

  async insert(manager: EntityManager, job: ImportEntity): Promise<void> {
    await manager.getRepository(ImportEntity).insert(job);
  }

  async save(manager: EntityManager, job: ImportEntity): Promise<void> {
    await manager.getRepository(ImportEntity).save(job);
  }
}
