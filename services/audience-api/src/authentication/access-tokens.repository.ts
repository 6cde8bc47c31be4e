import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { OrganisationEntity } from '../organisations/organisation.entity';
import { AccessTokenEntity } from './access-token.entity';
import type { Caller } from './caller';

@Injectable()
export class AccessTokensRepository {
  constructor(private readonly database: DataSource) {}

  /** The organisation whose token has this hash. */
  async callerOf(hash: Buffer): Promise<Caller | undefined> {
    const token = await this.database.getRepository(AccessTokenEntity).findOneBy({ hash });
    // The index look-up is by hash, which a guesser cannot steer; the comparison is constant-time all the same.
    if (!token || !timingSafeEqual(token.hash, hash)) return undefined;
    const { id, timeZone } = await this.database
      .getRepository(OrganisationEntity)
      .findOneByOrFail({ id: token.organisationId });
    return { organisationId: id, timeZone, tokenId: token.hash.toString('hex').slice(0, 16) };
  }

  async add(manager: EntityManager, hash: Buffer, organisationId: string): Promise<void> {
    await manager.getRepository(AccessTokenEntity).insert({ hash, organisationId, createdAt: new Date() });
  }
}
