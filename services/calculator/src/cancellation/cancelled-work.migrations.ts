import type { ClickHouseMigration } from '@muster/platform';

/**
 * Runs and estimates that nobody wants any more. Calculators look here before they begin something, because a request may be
 * delivered after its cancellation, and a calculator between two queries has none that could be stopped. Kept for longer
 * than a topic keeps requests.
 */
const cancelledWork = `CREATE TABLE IF NOT EXISTS cancelled_work
(
    organisation UUID,
    id UUID,
    cancelled_at DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (organisation, id)
TTL cancelled_at + INTERVAL 30 DAY`;

export const cancelledWorkMigration: ClickHouseMigration = {
  name: '2026-11-24-cancelled-work',
  statements: [cancelledWork],
};
