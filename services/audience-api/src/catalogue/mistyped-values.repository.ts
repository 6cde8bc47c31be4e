import { Injectable } from '@nestjs/common';
import { MOST_EXAMPLES, type MistypedSoFar, type MistypedValues } from '@muster/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { MistypedValuesEntity } from './mistyped-values.entity';

/** Places that are shown, those with the most values first. */
const MOST_SHOWN = 1_000;

@Injectable()
export class MistypedValuesRepository {
  constructor(private readonly database: DataSource) {}

  /** Adds what a file or batch had to what there has been. Places are locked in one order, so that two additions never wait for each other. */
  async add(
    manager: EntityManager,
    organisationId: string,
    values: readonly MistypedValues[],
  ): Promise<void> {
    if (values.length === 0) return;
    await manager.query(
      `INSERT INTO audience_api.mistyped_values AS known
         (organisation_id, kind, app, event, name, declared, count, examples, first_seen_at, last_seen_at)
       SELECT $1, kind, coalesce(app, ''), coalesce(event, ''), name, declared, count,
              ARRAY(SELECT json_array_elements_text(examples)), now(), now()
       FROM json_to_recordset($2) AS added
         (kind text, app text, event text, name text, declared text, count bigint, examples json)
       ORDER BY kind, app, event, name
       ON CONFLICT (organisation_id, kind, app, event, name) DO UPDATE SET
         declared = excluded.declared,
         count = known.count + excluded.count,
         last_seen_at = excluded.last_seen_at,
         examples = ARRAY(
           SELECT example FROM unnest(known.examples || excluded.examples) WITH ORDINALITY AS both_of (example, place)
           GROUP BY example ORDER BY min(place) LIMIT ${MOST_EXAMPLES})`,
      [organisationId, JSON.stringify(values)],
    );
  }

  async list(organisationId: string): Promise<MistypedSoFar[]> {
    const rows = await this.database.getRepository(MistypedValuesEntity).find({
      where: { organisationId },
      order: { count: 'DESC', kind: 'ASC', app: 'ASC', event: 'ASC', name: 'ASC' },
      take: MOST_SHOWN,
    });
    return rows.map(({ kind, app, event, name, declared, count, examples, firstSeenAt, lastSeenAt }) => ({
      kind,
      app: app === '' ? null : app,
      event: event === '' ? null : event,
      name,
      declared,
      count,
      examples,
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    }));
  }
}
