import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AudienceEntity } from './audience.entity';
import { DefinitionVersionEntity } from './definition-version.entity';

/** Every method names the organisation: an id of another one finds nothing. */
@Injectable()
export class AudiencesRepository {
  constructor(private readonly database: DataSource) {}

  async find(organisationId: string, id: string): Promise<AudienceEntity | undefined> {
    return (await this.database.getRepository(AudienceEntity).findOneBy({ organisationId, id })) ?? undefined;
  }

  /**
   * Locks the audience until the end of the transaction: its runs are requested, queued and published one at a time.
   * @param options `skip_locked` finds nothing where another transaction has the lock; else it is waited for. `withDeleted` finds
   *   deleted audiences too.
   */
  async lock(
    manager: EntityManager,
    organisationId: string,
    id: string,
    { onLocked, withDeleted = false }: { onLocked?: 'skip_locked'; withDeleted?: boolean } = {},
  ): Promise<AudienceEntity | undefined> {
    // Rows that refer to the audience are written all the same: with a stronger lock, who deletes it and who writes a rule that names it
    // would each wait for the other.
    const lock = { mode: 'for_no_key_update' as const, ...(onLocked && { onLocked }) };
    const audience = await manager
      .getRepository(AudienceEntity)
      .findOne({ where: { organisationId, id }, lock, withDeleted });
    return audience ?? undefined;
  }

  /** Those of the ids that are audiences of the organisation. */
  async existing(
    organisationId: string,
    ids: readonly string[],
    manager: EntityManager = this.database.manager,
  ): Promise<ReadonlySet<string>> {
    const rows = await manager
      .getRepository(AudienceEntity)
      .find({ select: { id: true }, where: { organisationId, id: In([...ids]) } });
    return new Set(rows.map(({ id }) => id));
  }

  async byIds(
    organisationId: string,
    ids: readonly string[],
    manager: EntityManager = this.database.manager,
  ): Promise<AudienceEntity[]> {
    return manager.getRepository(AudienceEntity).findBy({ organisationId, id: In([...ids]) });
  }

  /** A page of audiences, newest first, that begins after the audience `after`. */
  async list(organisationId: string, limit: number, after: string | undefined): Promise<AudienceEntity[]> {
    const query = this.database
      .getRepository(AudienceEntity)
      .createQueryBuilder('audience')
      .where('audience.organisationId = :organisationId', { organisationId })
      .orderBy('audience.createdAt', 'DESC')
      .addOrderBy('audience.id', 'DESC')
      .limit(limit);
    if (after !== undefined) {
      // Compared inside Postgres: a JavaScript date would lose the microseconds.
      query.andWhere(
        `(audience.created_at, audience.id) < (SELECT created_at, id FROM audience_api.audiences
           WHERE organisation_id = :organisationId AND id = :after)`,
        { after },
      );
    }
    return query.getMany();
  }

  async insert(manager: EntityManager, audience: AudienceEntity): Promise<void> {
    await manager.getRepository(AudienceEntity).insert(audience);
  }

  async insertDefinition(manager: EntityManager, definition: DefinitionVersionEntity): Promise<void> {
    await manager.getRepository(DefinitionVersionEntity).insert(definition);
  }

  async update(
    manager: EntityManager,
    { id, ...changes }: Pick<AudienceEntity, 'id'> & Partial<AudienceEntity>,
  ): Promise<void> {
    await manager.getRepository(AudienceEntity).update({ id }, changes);
  }

  /** Each of the audiences has one more run. */
  async countRuns(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager
      .getRepository(AudienceEntity)
      .update({ id: In([...ids]) }, { lastRunSeq: () => 'last_run_seq + 1' });
  }

  /** The current definitions of audiences. */
  async currentDefinitions(audiences: readonly AudienceEntity[]): Promise<DefinitionVersionEntity[]> {
    if (audiences.length === 0) return [];
    const wanted = audiences.map(({ id, definitionVersion }) => ({
      audienceId: id,
      version: definitionVersion,
    }));
    return this.database.getRepository(DefinitionVersionEntity).findBy(wanted);
  }

  async definition(
    manager: EntityManager,
    audienceId: string,
    version: number,
  ): Promise<DefinitionVersionEntity | undefined> {
    const definitions = manager.getRepository(DefinitionVersionEntity);
    return (await definitions.findOneBy({ audienceId, version })) ?? undefined;
  }

  /** Keeps what a compiler has made of a definition version. */
  async keepCompilation(
    manager: EntityManager,
    { audienceId, version }: DefinitionVersionEntity,
    compilation: Pick<DefinitionVersionEntity, 'plan'> | Pick<DefinitionVersionEntity, 'diagnostics'>,
  ): Promise<void> {
    await manager.getRepository(DefinitionVersionEntity).save({ audienceId, version, ...compilation });
  }
}
