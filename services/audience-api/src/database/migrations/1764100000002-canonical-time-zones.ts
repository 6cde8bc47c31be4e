import type { MigrationInterface, QueryRunner } from 'typeorm';
import { canonicalTimeZone } from '../../organisations/domain/time-zone';

/** Zones of which ClickHouse knows the canonical name and no other spelling: in other letters, or of tzdata's old file `systemv`. */
const isUnknownToTheEngine = (zone: string, canonical: string): boolean =>
  zone !== canonical && (zone.toLowerCase() === canonical.toLowerCase() || /^SystemV\//i.test(zone));

/** Executed by no calculator: see `CurrentPlans`. */
const OUTDATED_PLAN = JSON.stringify({
  ...{ version: 0, ruleHash: '', inputs: [], stages: [], result: '', reads: [], parameters: {} },
});

/**
 * Organisations that are registered with such a zone get its canonical name. Every run of theirs has failed: their plans, which have the
 * zone in them, are made again.
 */
export class CanonicalTimeZones1764100000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query(
      'SELECT DISTINCT time_zone AS zone FROM audience_api.organisations',
    )) as {
      zone: string;
    }[];
    for (const { zone } of rows) {
      const canonical = canonicalTimeZone(zone);
      if (canonical === undefined || !isUnknownToTheEngine(zone, canonical)) continue;
      await runner.query(
        `UPDATE audience_api.definition_versions definition SET plan = $2
         FROM audience_api.organisations organisation
         WHERE organisation.id = definition.organisation_id AND organisation.time_zone = $1 AND definition.plan IS NOT NULL`,
        [zone, OUTDATED_PLAN],
      );
      await runner.query('UPDATE audience_api.organisations SET time_zone = $2 WHERE time_zone = $1', [
        zone,
        canonical,
      ]);
    }
  }

  /** Nobody can use the old spellings. */
  async down(): Promise<void> {
    return Promise.resolve();
  }
}
