import type { BehaviorCondition, Condition, Rule } from '@muster/contracts';
import { organisation } from '../data/bench-organisation';
import { materializedColumn } from '../data/json-tables';
import { attributeValues, tagValues, type ProfileValue } from '../data/profile-values';
import { quoted } from '../data/random-sql';
import { comparisonSql, daysOf, havingSql, tagSql } from './condition-sql';
import { type BenchPlan, fixed } from './plan';
import { setQuery } from './set-query';

const guard = `organisation = toUUID('${organisation.id}')`;

/** SQL of a property's value as text, NULL without one. */
type Access = (name: string) => string;

const text: Access = (name) =>
  `replaceRegexpAll(nullIf(nullIf(JSONExtractRaw(properties, ${quoted(name)}), ''), 'null'), '^"|"$', '')`;

const column: Access = (name) => `nullIf(nullIf(${materializedColumn(name)}, ''), 'null')`;

/**
 * One full query per condition over JSON text and UUIDs, joined by set operations: the cohort queries of PostHog, whose texts stand in
 * its repository in posthog/api/test/__snapshots__/test_cohort.ambr. Two things are different. Numbers are decimals and not floats,
 * with which sums would find other users; and no query is sorted, which theirs are.
 */
export function jsonPlan(rule: Rule): BenchPlan {
  return planOf('one query per condition, JSON text', rule, text);
}

/** The same with hot properties as materialized columns. */
export function materializedPlan(rule: Rule): BenchPlan {
  return planOf('the same, materialized columns', rule, column);
}

function planOf(name: string, rule: Rule, access: Access): BenchPlan {
  const sql = setQuery(rule, (condition) => conditionQuery(condition, access));
  return {
    name,
    counts: [fixed(`SELECT count() AS members FROM (SELECT DISTINCT user_id FROM (${sql}))`)],
    members: [fixed(`SELECT DISTINCT user_id FROM (${sql})`)],
    repeats: 1,
  };
}

function conditionQuery(condition: Condition, access: Access): string {
  switch (condition.kind) {
    case 'tag':
      return personQuery(valueOf(tagValues, condition.tag), access, (value) => tagSql(value, condition));
    case 'attribute':
      return personQuery(valueOf(attributeValues, condition.attribute), access, (value) =>
        comparisonSql(value, condition.op, condition.value),
      );
    case 'audience':
      return `SELECT user_id FROM members WHERE ${guard} AND audience = '${condition.audienceId}'`;
    case 'behavior':
      return eventQuery(condition, access);
    case 'sequence':
      throw new Error('no rule of the benchmark has a sequence so far');
  }
}

/** People of whom any version passes the test, and then those whose newest one does. */
function personQuery(value: ProfileValue, access: Access, test: (value: string) => string): string {
  const read = typed(access(value.column), value.type);
  const candidates = `SELECT id FROM persons_json WHERE ${guard} AND ifNull(${test(read)}, 0)`;
  const newest = `SELECT argMax(${read}, version) AS value, id FROM persons_json
    WHERE ${guard} AND id IN (${candidates})
    GROUP BY id
    HAVING argMax(is_deleted, version) = 0 AND argMax(created_at, version) < now64(6, 'UTC') + toIntervalDay(1)
    SETTINGS optimize_aggregation_in_order = 1`;
  return `SELECT id AS user_id FROM (${newest}) WHERE ifNull(${test('value')}, 0)`;
}

function eventQuery(condition: BehaviorCondition, access: Access): string {
  const { app, event, where = [] } = condition;
  const { from, to } = daysOf(condition);
  const tests = [
    guard,
    `timestamp >= toDateTime64('${from} 00:00:00.000000', 6, 'UTC')`,
    `timestamp <= toDateTime64('${to} 23:59:59.999999', 6, 'UTC')`,
    `event = ${quoted(`${app}/${event}`)}`,
    ...where.map(({ property, op, value }) => `ifNull(${comparisonSql(access(property), op, value)}, 0)`),
  ];
  const overrides = `SELECT argMax(person_id, version) AS person_id, distinct_id FROM overrides_json
    WHERE ${guard} GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0
    SETTINGS optimize_aggregation_in_order = 1`;
  const measured = condition.measure && 'property' in condition.measure ? [condition.measure.property] : [];
  const columns = measured.map((name) => `, ${typed(access(name), 'number')} AS ${name}`).join('');
  const events = `SELECT if(notEmpty(o.distinct_id), o.person_id, e.person_id) AS actor_id, e.distinct_id AS distinct_id${columns}
    FROM events_json AS e LEFT OUTER JOIN (${overrides}) AS o ON e.distinct_id = o.distinct_id
    WHERE ${tests.join(' AND ')}`;
  const having = havingSql(condition, (name) => name);
  const actors = `SELECT actor_id, count() AS event_count, groupUniqArray(distinct_id) AS event_distinct_ids
    FROM (${events}) GROUP BY actor_id${having === undefined ? '' : ` HAVING ${having}`}`;
  return `SELECT actor_id AS user_id FROM (${actors})`;
}

/** SQL of a text as what it says, NULL when it says nothing of the kind. */
function typed(value: string, type: ProfileValue['type']): string {
  switch (type) {
    case 'string':
      return value;
    case 'number':
      return `toDecimal128OrNull(${value}, 6)`;
    case 'boolean':
      return `toBool(transform(${value}, ['true', 'false'], [1, 0], NULL))`;
    case 'time':
      return `parseDateTime64BestEffortOrNull(${value}, 6, 'UTC')`;
  }
}

function valueOf(values: readonly ProfileValue[], name: string): ProfileValue {
  const found = values.find((value) => value.name === name);
  if (!found) throw new Error(`the benchmark has no value ${name}`);
  return found;
}
