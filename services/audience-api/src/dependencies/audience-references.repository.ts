import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AudienceReferenceEntity } from './audience-reference.entity';
import type { Reference } from './domain/audience-graph';

/** References of the rules that audiences have now. */
const CURRENT = `SELECT reference.audience_id AS "user", reference.referenced_id AS used
  FROM audience_api.audience_references reference
  JOIN audience_api.audiences audience
    ON audience.id = reference.audience_id AND audience.definition_version = reference.version
  WHERE reference.organisation_id = $1 AND audience.deleted_at IS NULL`;

@Injectable()
export class AudienceReferencesRepository {
  /**
   * Until the end of the transaction nobody else changes which audiences of the organisation use which. Taken after the locks of
   * audiences, by everybody.
   */
  async lock(manager: EntityManager, organisationId: string): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `references of ${organisationId}`,
    ]);
  }

  async insert(manager: EntityManager, references: readonly AudienceReferenceEntity[]): Promise<void> {
    if (references.length > 0) await manager.getRepository(AudienceReferenceEntity).insert([...references]);
  }

  /** Every reference that can be reached from audiences, by way of what they use or of what uses them. */
  async reachable(
    manager: EntityManager,
    organisationId: string,
    audienceIds: readonly string[],
    direction: 'uses' | 'usedBy',
  ): Promise<Reference[]> {
    const [from, to] = direction === 'uses' ? ['"user"', 'used'] : ['used', '"user"'];
    return manager.query(
      `WITH RECURSIVE current AS (${CURRENT}), reached (id) AS (
         SELECT unnest($2::uuid[]) UNION SELECT current.${to} FROM current JOIN reached ON reached.id = current.${from})
       SELECT "user", used FROM current WHERE ${from} IN (SELECT id FROM reached) ORDER BY "user", used`,
      [organisationId, audienceIds],
    );
  }
}
