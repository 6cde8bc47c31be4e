import type { BehaviorCondition, Condition, Rule } from '@muster/contracts';
import { organisation } from '../data/bench-organisation';
import { extracted, materializedProperties } from '../data/json-tables';
import { attributeValues, tagValues, type ProfileValue } from '../data/profile-values';
import { quoted } from '../data/random-sql';
import { comparisonSql, eventsSql, havingSql, tagSql } from './condition-sql';
import { type BenchPlan, fixed } from './plan';
import { setQuery } from './set-query';

const guard = `organisation = toUUID('${organisation.id}')`;

/** Where a plan over JSON text takes values from. */
interface JsonAccess {
  readonly profile: (value: ProfileValue) => string;
  readonly property: (name: string) => string;
}

const text: JsonAccess = {
  profile: extracted,
  property: (name) => `JSONExtract(properties, ${quoted(name)}, ${quoted(typeOf(name))})`,
};

const columns: JsonAccess = {
  profile: ({ column }) => column,
  property: (name) => `property_${name}`,
};

/** One full query per condition over JSON text and UUIDs: the shape of the open-source leader. */
export function jsonPlan(rule: Rule): BenchPlan {
  return planOf('one query per condition, JSON text', rule, text);
}

/** The same with hot properties as materialized columns. */
export function materializedPlan(rule: Rule): BenchPlan {
  return planOf('the same, materialized columns', rule, columns);
}

function planOf(name: string, rule: Rule, access: JsonAccess): BenchPlan {
  const sql = setQuery(rule, (condition) => conditionQuery(condition, access));
  return {
    name,
    counts: [fixed(`SELECT count() AS members FROM (SELECT DISTINCT user_id FROM (${sql}))`)],
    members: [fixed(`SELECT DISTINCT user_id FROM (${sql})`)],
    repeats: 1,
  };
}

function conditionQuery(condition: Condition, access: JsonAccess): string {
  switch (condition.kind) {
    case 'tag':
      return profileQuery(access.profile(valueOf(tagValues, condition.tag)), tagSql('value', condition));
    case 'attribute':
      return profileQuery(
        access.profile(valueOf(attributeValues, condition.attribute)),
        comparisonSql('value', condition.op, condition.value),
      );
    case 'audience':
      return `SELECT user_id FROM members WHERE ${guard} AND audience = '${condition.audienceId}'`;
    case 'behavior':
      return eventQuery(condition, access);
    case 'sequence':
      throw new Error('no rule of the benchmark has a sequence so far');
  }
}

/** The newest message about a user counts. */
function profileQuery(value: string, test: string): string {
  const newest = `SELECT user_id, argMax(${value}, time) AS value FROM messages_json WHERE ${guard} AND type = 'identify' GROUP BY user_id`;
  return `SELECT user_id FROM (${newest}) WHERE ${test}`;
}

function eventQuery(condition: BehaviorCondition, { property }: JsonAccess): string {
  const having = havingSql(condition, property);
  const events = `FROM messages_json WHERE ${guard} AND type = 'track' AND ${eventsSql(condition, 'toDate(time)', property)}`;
  return `SELECT user_id ${events} GROUP BY user_id${having ? ` HAVING ${having}` : ''}`;
}

function valueOf(values: readonly ProfileValue[], name: string): ProfileValue {
  const found = values.find((value) => value.name === name);
  if (!found) throw new Error(`the benchmark has no value ${name}`);
  return found;
}

function typeOf(property: string): string {
  const type = new Map<string, string>(Object.entries(materializedProperties)).get(property);
  if (type === undefined) throw new Error(`the benchmark has no property ${property}`);
  return type;
}
