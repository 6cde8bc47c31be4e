import type { ClickHouseMigration } from '@muster/platform';
import { cancelledWorkMigration } from './cancellation/cancelled-work.migrations';
import {
  binnedValuesMigration,
  countedBuildsMigration,
  keptReadsMigration,
  wideValueBitmapsMigration,
} from './kept-reads/kept-reads.migrations';
import {
  countedRollupsMigration,
  eventRollupsMigration,
} from './kept-reads/rollups/event-rollups.migrations';
import { membershipStreamsMigration } from './membership/membership-streams.migrations';
import { retiredSnapshotsMigration } from './retention/retired-snapshots.migrations';
import { snapshotsByWeekMigration, snapshotsMigration } from './snapshots/snapshots.migrations';

/** Tables that the calculator owns in ClickHouse. */
export const calculatorClickHouseMigrations: readonly ClickHouseMigration[] = [
  snapshotsMigration,
  cancelledWorkMigration,
  keptReadsMigration,
  eventRollupsMigration,
  membershipStreamsMigration,
  binnedValuesMigration,
  wideValueBitmapsMigration,
  snapshotsByWeekMigration,
  retiredSnapshotsMigration,
  countedBuildsMigration,
  countedRollupsMigration,
];
