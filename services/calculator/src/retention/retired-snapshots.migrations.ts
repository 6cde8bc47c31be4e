import type { ClickHouseMigration } from '@muster/platform';

/**
 * Snapshots that are to be deleted. Deleting each of them by itself would rewrite parts for every run; here they wait until it pays. A day
 * of them is dropped when none of its snapshots is there any more.
 */
const retiredSnapshots = `CREATE TABLE IF NOT EXISTS retired_snapshots
(
    organisation UUID,
    audience UUID,
    snapshot UUID,
    retired_at DateTime DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toDate(retired_at)
ORDER BY (organisation, audience, snapshot)`;

export const retiredSnapshotsMigration: ClickHouseMigration = {
  name: '2026-11-29-retired-snapshots',
  statements: [retiredSnapshots],
};
