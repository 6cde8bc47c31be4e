import type { ClickHouseMigration } from '@muster/platform';

/** The tables whose rows have the clock of a sender as their version, and what one row of each is about. */
const VERSIONED = {
  users: 'organisation, uid',
  user_attributes: 'organisation, attribute, uid',
  tag_values: 'organisation, tag, uid, date',
} as const;

/** Beyond what any sound clock says, whatever the clock here is a little ahead or behind. */
const AHEAD = 'version > toUInt64(toUnixTimestamp64Micro(now64(6) + INTERVAL 1 HOUR))';

/**
 * Values that senders had dated into the future keep the version of this moment instead: what rules see stays as it is, and the next
 * message or file replaces it. What such a value has shut out before is not brought back, for merges have thrown most of it
 * away; older values would come back with it, too.
 *
 * A version cannot be updated in place, so rows are copied, those that say `deleted` too, and then taken away. Run again
 * after a half-way end, it copies again and leaves the same.
 */
export const versionsAheadMigration: ClickHouseMigration = {
  name: '2026-11-29-versions-ahead',
  statements: Object.entries(VERSIONED).flatMap(([table, key]) => [
    `INSERT INTO ${table}
     SELECT * REPLACE (toUInt64(toUnixTimestamp64Micro(now64(6))) AS version)
     FROM (SELECT * FROM ${table} WHERE ${AHEAD} ORDER BY version DESC LIMIT 1 BY ${key})`,
    `ALTER TABLE ${table} DELETE WHERE ${AHEAD} SETTINGS mutations_sync = 2`,
  ]),
};
