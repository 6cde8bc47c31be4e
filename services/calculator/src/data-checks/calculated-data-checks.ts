import { SHARDS_PER_SPAN } from '@muster/contracts';
import type { DataCheck, DataChecks } from '@muster/platform';

const OWN = 'organisation = {organisation:UUID}';
const OF_MONTH = `${OWN} AND day BETWEEN {from:Date} AND {to:Date}`;
const SPAN = `toUInt16(intDiv(shard, ${String(SHARDS_PER_SPAN)}) * ${String(SHARDS_PER_SPAN)})`;
const SPAN_OF_UID = SPAN.replaceAll('shard', 'bitShiftRight(uid, 20)');
const BUILD = 'app, event, property, day, span';

/** Builds that are read: they have seen as many events as there are. */
const VALID_BUILDS = `
  SELECT built.app AS app, built.event AS event, built.property AS property, built.day AS day, built.span AS span, build
  FROM (SELECT app, event, property, day, shard AS span, build, seen FROM event_rollup_builds WHERE ${OF_MONTH}) AS built
  INNER JOIN
    (SELECT app, event, day, ${SPAN} AS span, sum(events) AS events FROM event_day_counts WHERE ${OF_MONTH} GROUP BY app, event, day, span)
    AS counted ON counted.app = built.app AND counted.event = built.event AND counted.day = built.day AND counted.span = built.span
  WHERE built.seen = counted.events`;

/** What a day says of its users, in one number; the hash of a user tells the number of events and their total apart. */
const ROLLED_UP =
  'sum(cityHash64(uid, seen, events, total)) AS hash, sum(seen) AS all_seen, uniqExact(uid) AS users';

const rollupsAreThoseOfEvents: DataCheck = {
  name: 'event-rollups',
  by: 'month',
  statement: `
    SELECT concat(app, '/', event, '/', property, '/', toString(day), ', span ', toString(span), ', build ', toString(build)) AS subject,
      concat('is read, with ', toString(rolled.all_seen), ' events of ', toString(rolled.users), ' users; there are ',
        toString(landed.all_seen), ' events of ', toString(landed.users), ' users, or their totals differ') AS found
    FROM
    (
      SELECT valid.app AS app, valid.event AS event, valid.property AS property, valid.day AS day, valid.span AS span,
        valid.build AS build, rolled.hash AS hash, rolled.all_seen AS all_seen, rolled.users AS users
      FROM (${VALID_BUILDS}) AS valid
      LEFT JOIN
      (
        SELECT app, event, property, day, ${SPAN_OF_UID} AS span, build, ${ROLLED_UP}
        FROM event_rollups WHERE ${OF_MONTH} GROUP BY ${BUILD}, build
      ) AS rolled USING (${BUILD}, build)
    ) AS rolled
    LEFT JOIN
    (
      SELECT ${BUILD}, ${ROLLED_UP}
      FROM
      (
        SELECT app, event, property, day, uid, ${SPAN_OF_UID} AS span, count() AS seen,
          if(property = '', count(), countIf(mapContains(numbers, property))) AS events,
          CAST(sum(numbers[property]), 'Decimal(38, 6)') AS total
        FROM events
        INNER JOIN (SELECT DISTINCT app, event, property, day FROM (${VALID_BUILDS})) AS rolled_up USING (app, event, day)
        WHERE ${OF_MONTH}
        GROUP BY app, event, property, day, uid
      )
      GROUP BY ${BUILD}
    ) AS landed USING (${BUILD})
    WHERE rolled.hash != landed.hash`,
};

const countsAreThoseOfMembers: DataCheck = {
  name: 'snapshots',
  by: 'organisation',
  statement: `
    SELECT concat('snapshot ', toString(snapshot), ' of audience ', toString(audience), ', shard ', toString(shard)) AS subject,
      if(count() > 1, concat('is there ', toString(count()), ' times'),
        concat('counts ', toString(any(card)), ' members and has ', toString(any(bitmapCardinality(users))))) AS found
    FROM snapshots WHERE ${OWN}
    GROUP BY audience, snapshot, shard
    HAVING count() > 1 OR any(card) != any(bitmapCardinality(users))`,
};

const membersAreOfTheirShard: DataCheck = {
  name: 'snapshot-shards',
  by: 'organisation',
  statement: `
    SELECT concat('snapshot ', toString(snapshot), ' of audience ', toString(audience), ', shard ', toString(shard)) AS subject,
      'has members of another shard' AS found
    FROM snapshots
    WHERE ${OWN} AND bitmapCardinality(users) > 0
      AND (bitShiftRight(bitmapMin(users), 20) != shard OR bitShiftRight(bitmapMax(users), 20) != shard)`,
};

/** Whether what was calculated says the same as what it was calculated from, where that is told by the tables alone. */
export const calculatedDataChecks: DataChecks = {
  organisations: ['event_rollup_builds', 'snapshots'],
  days: ['event_rollup_builds'],
  checks: [rollupsAreThoseOfEvents, countsAreThoseOfMembers, membersAreOfTheirShard],
};
