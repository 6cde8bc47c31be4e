import type { ClickHouseMigration } from '@muster/platform';
import { behaviorsMigration } from './2026-11-24-behaviors';
import { generationsMigration } from './2026-11-24-generations';
import { eventCountsMigration } from './2026-11-25-event-counts';
import { landingTimesMigration } from './2026-11-25-landing-times';
import { organisationOfEventsMigration } from './2026-11-26-organisation-of-events';
import { landingScopesMigration } from './2026-11-29-landing-scopes';
import { identitiesByUidMigration } from './2026-11-29-identities-by-uid';
import { registryMarksMigration } from './2026-11-29-registry-marks';
import { stagedLinesMigration } from './2026-11-29-staged-lines';
import { stagingMigration } from './2026-11-24-staging';
import { tagsMigration } from './2026-11-24-tags';
import { usersMigration } from './2026-11-24-users';
import { versionsAheadMigration } from './2026-11-29-versions-ahead';

/** Every table that the importer owns in ClickHouse, in the order of creation. */
export const importerClickHouseMigrations: readonly ClickHouseMigration[] = [
  usersMigration,
  behaviorsMigration,
  eventCountsMigration,
  tagsMigration,
  stagingMigration,
  generationsMigration,
  landingTimesMigration,
  organisationOfEventsMigration,
  versionsAheadMigration,
  landingScopesMigration,
  identitiesByUidMigration,
  registryMarksMigration,
  stagedLinesMigration,
];
