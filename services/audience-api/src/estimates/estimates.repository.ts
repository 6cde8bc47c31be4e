import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThan, type EntityManager } from 'typeorm';
import { EstimateEntity, type EstimateOutcome } from './estimate.entity';

@Injectable()
export class EstimatesRepository {
  constructor(private readonly database: DataSource) {}

  async find(organisationId: string, id: string): Promise<EstimateEntity | undefined> {
    const found = await this.database.getRepository(EstimateEntity).findOneBy({ organisationId, id });
    return found ?? undefined;
  }

  async insert(manager: EntityManager, estimate: EstimateEntity): Promise<void> {
    await manager.getRepository(EstimateEntity).insert(estimate);
  }

  /** Estimates of a session that nobody has answered yet; the session is locked until the end of the transaction. */
  async lockSession(
    manager: EntityManager,
    organisationId: string,
    session: string,
  ): Promise<EstimateEntity[]> {
    const key = `estimate session\n${organisationId}\n${session}`;
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    return manager.getRepository(EstimateEntity).findBy({ organisationId, session, outcome: IsNull() });
  }

  /** Keeps what came of an estimate; false when that was known before, or nobody waits for it any more. */
  async keep(
    manager: EntityManager,
    { organisationId, id }: Pick<EstimateEntity, 'organisationId' | 'id'>,
    outcome: EstimateOutcome,
  ): Promise<boolean> {
    const estimates = manager.getRepository(EstimateEntity);
    const { affected } = await estimates.update({ organisationId, id, outcome: IsNull() }, { outcome });
    return affected === 1;
  }

  async delete(organisationId: string, id: string): Promise<void> {
    await this.database.getRepository(EstimateEntity).delete({ organisationId, id });
  }

  /** What requests have left behind that ended with their process. */
  async deleteOlderThan(manager: EntityManager, time: Date): Promise<void> {
    await manager.getRepository(EstimateEntity).delete({ createdAt: LessThan(time) });
  }
}
