import type { ClickHouseMigration } from '@muster/platform';

/**
 * Identities in the order of the users, too: members, exports and the registry ask for the names of a uid, and the table's own
 * order answers that by a scan of the organisation. A projection is written in the same part as its rows, so that no
 * failure can leave one without the other. A second table would need the old uid of every name that moves, also after a failure.
 *
 * Existing parts get it in the background; until then they are read as before.
 */
export const identitiesByUidMigration: ClickHouseMigration = {
  name: '2026-11-29-identities-by-uid',
  statements: [
    // A merge drops replaced rows, so the projection of the merged part has to be made anew; the default refuses projections here.
    `ALTER TABLE identities MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild'`,
    `ALTER TABLE identities ADD PROJECTION IF NOT EXISTS by_uid
       (SELECT organisation, uid, id_type, id_hash, id, version, deleted ORDER BY organisation, uid)`,
    `ALTER TABLE identities MATERIALIZE PROJECTION by_uid SETTINGS mutations_sync = 0`,
  ],
};
