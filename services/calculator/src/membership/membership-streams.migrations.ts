import type { ClickHouseMigration } from '@muster/platform';

/**
 * How far each audience's membership has been streamed: a row before the first record of a result is published, and one after its
 * last marker was acknowledged. It lies beside the snapshots, because a position says which snapshots consumers have: a database
 * that is restored to an earlier day takes both back. Rows never change and are two a run, so they stay.
 */
const membershipStreams = `CREATE TABLE IF NOT EXISTS membership_streams
(
    organisation UUID,
    audience UUID,
    epoch UInt32,
    run_seq UInt32,
    stage Enum8('begun' = 1, 'complete' = 2),
    run UUID,
    definition_version UInt32,
    members UInt64,
    snapshots Array(UUID),
    written_at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (organisation, audience, epoch, run_seq, stage)
SETTINGS index_granularity = 128`;

export const membershipStreamsMigration: ClickHouseMigration = {
  name: '2026-11-25-membership-streams',
  statements: [membershipStreams],
};
