import { propertyColumn, type BehaviorCondition, type Condition, type Rule } from '@muster/contracts';
import { audiences, organisation } from '../data/bench-organisation';
import { attributeValues, tagValues, type ProfileValue } from '../data/profile-values';
import { quoted, userIdOf } from '../data/random-sql';
import { comparisonSql, eventsSql, havingSql, tagSql } from './condition-sql';
import { type BenchPlan, fixed } from './plan';
import { setQuery } from './set-query';

const guard = `organisation = toUUID('${organisation.id}')`;

/** One query per condition on Muster's own tables, joined by INTERSECT, UNION and EXCEPT of dense ids. */
export function intersectPlan(rule: Rule): BenchPlan {
  const known = `(SELECT uid FROM users FINAL WHERE ${guard})`;
  const sql = `SELECT DISTINCT uid FROM (${known} INTERSECT DISTINCT (${setQuery(rule, conditionQuery)}))`;
  return {
    name: 'INTERSECT / EXCEPT per condition',
    counts: [fixed(`SELECT count() AS members FROM (${sql})`)],
    members: [fixed(`SELECT ${userIdOf('uid')} AS user_id FROM (${sql})`)],
    repeats: 2,
  };
}

function conditionQuery(condition: Condition): string {
  switch (condition.kind) {
    case 'tag': {
      const matches = tagSql(columnOf(tagValues, condition.tag), condition);
      const rows = `FROM tag_values FINAL WHERE ${guard} AND tag = ${quoted(condition.tag)} AND date <= toDate('${organisation.businessDate}')`;
      return `SELECT uid FROM (SELECT uid, not(removed) AND ${matches} AS matches ${rows} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches`;
    }
    case 'attribute': {
      const value = columnOf(attributeValues, condition.attribute);
      const test = comparisonSql(value, condition.op, condition.value);
      return `SELECT uid FROM user_attributes FINAL WHERE ${guard} AND attribute = ${quoted(condition.attribute)} AND ${test}`;
    }
    case 'audience': {
      const snapshots = Object.values(audiences).map(({ snapshot }) => quoted(snapshot));
      return `SELECT arrayJoin(bitmapToArray(users)) AS uid FROM snapshots WHERE ${guard} AND audience = '${condition.audienceId}' AND snapshot IN (${snapshots.join(', ')})`;
    }
    case 'behavior':
      return behaviorQuery(condition);
    case 'sequence':
      throw new Error('no rule of the benchmark has a sequence so far');
  }
}

/** Having done it at least once is in the daily bitmaps; everything else is in the events. */
function behaviorQuery(condition: BehaviorCondition): string {
  const test = eventsSql(condition, 'day', columnOfProperty);
  const having = havingSql(condition, columnOfProperty);
  if (!having && !condition.where) {
    return `SELECT arrayJoin(bitmapToArray(groupBitmapMergeState(users))) AS uid FROM event_days WHERE ${guard} AND ${test}`;
  }
  return `SELECT uid FROM events WHERE ${guard} AND ${test} GROUP BY uid${having ? ` HAVING ${having}` : ''}`;
}

function columnOfProperty(property: string): string {
  return propertyColumn(property, property === 'amount' ? 'number' : 'string');
}

function columnOf(values: readonly ProfileValue[], name: string): string {
  const type = values.find((value) => value.name === name)?.type;
  if (type === undefined) throw new Error(`the benchmark has no value ${name}`);
  return type === 'string' ? 'text' : type;
}
