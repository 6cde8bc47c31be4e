import type { DataCheck } from '@muster/platform';

const OF_MONTH = 'organisation = {organisation:UUID} AND day BETWEEN {from:Date} AND {to:Date}';
const KEY = 'app, event, day, shard';
const SUBJECT = `concat(app, '/', event, '/', toString(day), ', shard ', toString(shard)) AS subject`;
const SHARD = 'toUInt16(bitShiftRight(uid, 20)) AS shard';

/** Events are read without FINAL: a second row of one event would count twice. */
const eventsLandOnce: DataCheck = {
  name: 'events',
  by: 'month',
  statement: `
    SELECT concat(app, '/', event, '/', toString(day)) AS subject,
      concat(toString(sum(surplus)), ' events are there more than once') AS found
    FROM
    (
      SELECT app, event, day, uid, count() - uniqExact(time, event_id) AS surplus
      FROM events WHERE ${OF_MONTH} GROUP BY app, event, day, uid HAVING surplus > 0
    )
    GROUP BY app, event, day`,
};

const bitmapsHaveTheUsersOfEvents: DataCheck = {
  name: 'event-days',
  by: 'month',
  statement: `
    SELECT ${SUBJECT},
      concat(toString(bitmapCardinality(kept.users)), ' users in the bitmap, ', toString(bitmapCardinality(landed.users)),
        ' with events, ', toString(bitmapAndCardinality(kept.users, landed.users)), ' of them the same') AS found
    FROM (SELECT ${KEY}, groupBitmapMergeState(users) AS users FROM event_days WHERE ${OF_MONTH} GROUP BY ${KEY}) AS kept
    FULL JOIN
      (SELECT app, event, day, ${SHARD}, groupBitmapState(uid) AS users FROM events WHERE ${OF_MONTH} GROUP BY ${KEY}) AS landed
    USING (${KEY})
    WHERE bitmapXorCardinality(kept.users, landed.users) > 0`,
};

const countsAreThoseOfEvents: DataCheck = {
  name: 'event-day-counts',
  by: 'month',
  statement: `
    SELECT ${SUBJECT},
      concat(toString(sum(counted)), ' counted, ', toString(sum(landed)), ' events') AS found
    FROM
    (
      SELECT ${KEY}, sum(events) AS counted, 0 AS landed FROM event_day_counts WHERE ${OF_MONTH} GROUP BY ${KEY}
      UNION ALL
      SELECT app, event, day, ${SHARD}, 0 AS counted, count() AS landed FROM events WHERE ${OF_MONTH} GROUP BY ${KEY}
    )
    GROUP BY ${KEY}
    HAVING sum(counted) != sum(landed)`,
};

/** Of events and what views and turns derive from them, day by day. */
export const eventDayChecks: readonly DataCheck[] = [
  eventsLandOnce,
  bitmapsHaveTheUsersOfEvents,
  countsAreThoseOfEvents,
];
