import type { ClickHouseMigration } from '@muster/platform';

/**
 * Days of events that a landing is going to add to: written down before it begins (`open` 1) and crossed out when it has ended (−1),
 * so that both vanish when the engine merges them. What is left open belongs to a landing that was interrupted: parts of its events may
 * have been committed without those of the views.
 *
 * Interrupted landings of earlier versions left no trace, so every day that has events, a bitmap or a count is opened once: the
 * first turn of each organisation compares and mends it.
 */
export const landingScopesMigration: ClickHouseMigration = {
  name: '2026-11-29-landing-scopes',
  statements: [
    `CREATE TABLE IF NOT EXISTS landing_scopes (
       organisation UUID,
       landing UUID,
       app LowCardinality(String),
       event LowCardinality(String),
       day Date,
       open Int32
     )
     ENGINE = SummingMergeTree
     ORDER BY (organisation, landing, app, event, day)`,

    // In the order of the key, and to disk beyond that: as little memory for a billion events as for a million.
    `INSERT INTO landing_scopes (organisation, landing, app, event, day, open)
     SELECT organisation, toUUID('00000000-0000-0000-0000-000000000001'), app, event, day, 1
     FROM (
       SELECT CAST(organisation, 'UUID') AS organisation, app, event, day FROM events GROUP BY organisation, app, event, day
       UNION ALL
       SELECT organisation, app, event, day FROM event_days
       UNION ALL
       SELECT organisation, app, event, day FROM event_day_counts
     )
     GROUP BY organisation, app, event, day
     SETTINGS optimize_aggregation_in_order = 1, max_bytes_before_external_group_by = 500000000, max_execution_time = 0`,
  ],
};
