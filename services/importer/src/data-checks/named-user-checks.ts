import type { DataCheck } from '@muster/platform';

const OWN = 'organisation = {organisation:UUID}';
const NAMED = `SELECT uid FROM identities FINAL WHERE ${OWN}`;

/**
 * Rows of uids that no name leads to: nobody can ever see them. A reserved uid that turned out to be another user has lost its
 * name, and its rows have been copied; only those count that have no copy.
 */
const rowsHaveAName = (
  table: 'events' | 'tag_values',
  by: DataCheck['by'],
  days: string,
  identity: string,
): DataCheck => ({
  name: `unnamed-${table.replace('_', '-')}`,
  by,
  statement: `
    SELECT concat('uid ', toString(uid)) AS subject, concat(toString(count()), ' rows without a name or a copy') AS found
    FROM (SELECT uid, ${identity} FROM ${table} WHERE ${OWN} ${days} AND uid NOT IN (${NAMED}))
    WHERE (${identity}) NOT IN (SELECT ${identity} FROM ${table} WHERE ${OWN} ${days} AND uid IN (${NAMED}))
    GROUP BY uid`,
});

/** Attributes land before their user becomes known, which is the last step: one without the other is a landing that has not ended. */
const attributesAreOfKnownUsers: DataCheck = {
  name: 'attributes-of-known-users',
  by: 'organisation',
  statement: `
    SELECT concat('uid ', toString(uid)) AS subject,
      concat(toString(uniqExact(attribute)), ' attributes of a user who is not known') AS found
    FROM user_attributes WHERE ${OWN} AND uid NOT IN (SELECT uid FROM users WHERE ${OWN}) GROUP BY uid`,
};

const knownUsersHaveTheirName: DataCheck = {
  name: 'names-of-known-users',
  by: 'organisation',
  statement: `
    SELECT concat('uid ', toString(uid)) AS subject, concat('is known as ', entity_id, ', a name that is not theirs') AS found
    FROM (SELECT uid, entity_id FROM users FINAL WHERE ${OWN})
    WHERE (uid, entity_id) NOT IN (SELECT uid, id FROM identities FINAL WHERE ${OWN} AND id_type = 'entity')`,
};

/** Whether everything that was landed is somebody's. */
export const namedUserChecks: readonly DataCheck[] = [
  rowsHaveAName(
    'events',
    'month',
    'AND day BETWEEN {from:Date} AND {to:Date}',
    'app, event, day, time, event_id',
  ),
  rowsHaveAName('tag_values', 'organisation', '', 'tag, date, version'),
  attributesAreOfKnownUsers,
  knownUsersHaveTheirName,
];
