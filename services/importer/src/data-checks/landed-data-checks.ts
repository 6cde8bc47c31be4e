import type { DataCheck, DataChecks } from '@muster/platform';
import { eventDayChecks } from './event-day-checks';
import { namedUserChecks } from './named-user-checks';

const OWN = 'organisation = {organisation:UUID}';

/** Of each part of the data there is at least one landing: an answer that was cached before it would never be looked up again. */
const landingsAreCounted: DataCheck = {
  name: 'data-generations',
  by: 'organisation',
  statement: `
    SELECT concat(kind, ' ', name) AS subject, 'has data, and no landing was counted' AS found
    FROM
    (
      SELECT DISTINCT 'event' AS kind, toString(event) AS name FROM events WHERE ${OWN}
      UNION ALL SELECT DISTINCT 'tag', toString(tag) FROM tag_values WHERE ${OWN}
      UNION ALL SELECT DISTINCT 'attribute', toString(attribute) FROM user_attributes WHERE ${OWN}
      UNION ALL SELECT DISTINCT 'users', '' FROM users WHERE ${OWN}
    )
    WHERE (kind, name) NOT IN
      (SELECT toString(kind), name FROM data_generations WHERE ${OWN} GROUP BY kind, name HAVING sum(landings) > 0)
      AND NOT (SELECT sum(landings) > 0 FROM data_generations WHERE ${OWN} AND kind = 'all')`,
};

/** What an interrupted landing has left is mended by the next turn, or by a turn for that alone. */
const landingsHaveEnded: DataCheck = {
  name: 'landing-scopes',
  by: 'organisation',
  statement: `
    SELECT concat('landing ', toString(landing)) AS subject,
      concat('has begun and not ended: ', toString(count()), ' days of events') AS found
    FROM (SELECT landing FROM landing_scopes WHERE ${OWN} GROUP BY landing, app, event, day HAVING sum(open) > 0)
    GROUP BY landing`,
};

/** Whether everything that is derived from what was landed says the same. */
export const landedDataChecks: DataChecks = {
  organisations: [
    'events',
    'event_days',
    'event_day_counts',
    'users',
    'user_attributes',
    'tag_values',
    'landing_scopes',
  ],
  days: ['events', 'event_days', 'event_day_counts'],
  checks: [landingsHaveEnded, ...eventDayChecks, landingsAreCounted, ...namedUserChecks],
};
