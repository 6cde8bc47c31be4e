import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { ExplanationEntity, type ExplanationOutcome } from './explanation.entity';

@Injectable()
export class ExplanationsRepository {
  constructor(private readonly database: DataSource) {}

  async find(organisationId: string, id: string): Promise<ExplanationEntity | undefined> {
    const found = await this.database.getRepository(ExplanationEntity).findOneBy({ organisationId, id });
    return found ?? undefined;
  }

  async insert(manager: EntityManager, explanation: ExplanationEntity): Promise<void> {
    await manager.getRepository(ExplanationEntity).insert(explanation);
  }

  /** Keeps what came of a question; whoever asked may have stopped waiting, and then nothing is kept. */
  async keep(
    manager: EntityManager,
    organisationId: string,
    id: string,
    outcome: ExplanationOutcome,
  ): Promise<void> {
    await manager.getRepository(ExplanationEntity).update({ organisationId, id }, { outcome });
  }

  async delete(organisationId: string, id: string): Promise<void> {
    await this.database.getRepository(ExplanationEntity).delete({ organisationId, id });
  }

  /** What a request has left behind that ended with its process. */
  async deleteOlderThan(manager: EntityManager, time: Date): Promise<void> {
    await manager.getRepository(ExplanationEntity).delete({ createdAt: LessThan(time) });
  }
}
