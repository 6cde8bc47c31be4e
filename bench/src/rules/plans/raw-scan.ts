import { conditionsOf, type BehaviorCondition, type Condition, type Rule } from '@muster/contracts';
import { organisation } from '../data/bench-organisation';
import { attributeValues, tagValues, type ProfileValue } from '../data/profile-values';
import { eventsSql } from './condition-sql';
import { type BenchPlan, fixed } from './plan';

/**
 * Reads every raw column that the conditions of a rule need, once, and does nothing with it: the bound. Users are read in one
 * pass for all tags and attributes; behaviours each have rows of their own by the sort key; audiences are bitmaps already.
 */
export function rawScan(rule: Rule): BenchPlan {
  const conditions = conditionsOf(rule).map(({ condition }) => condition);
  const userColumns = conditions.flatMap((condition) => columnOf(condition) ?? []);
  const scans = [
    ...(userColumns.length > 0 ? [scan(['uid', ...userColumns], 'raw_users')] : []),
    ...conditions.flatMap((condition) => (condition.kind === 'behavior' ? [eventScan(condition)] : [])),
    ...conditions.flatMap((condition) =>
      condition.kind === 'audience'
        ? [
            scan(
              ['users'],
              `snapshots WHERE organisation = '${organisation.id}' AND audience = '${condition.audienceId}'`,
            ),
          ]
        : [],
    ),
  ];
  return {
    name: 'bare scan of the raw columns',
    counts: [fixed(`SELECT ${scans.map((sql) => `(${sql})`).join(' + ')} AS members`)],
    members: undefined,
    repeats: 5,
  };
}

/** `ignore` reads its arguments and answers 0. */
function scan(columns: readonly string[], from: string): string {
  return `SELECT sum(ignore(${columns.join(', ')})) FROM ${from}`;
}

function eventScan(condition: BehaviorCondition): string {
  const { where = [], measure } = condition;
  const measured = measure && 'property' in measure ? [measure.property] : [];
  const columns = ['uid', ...measured, ...where.map(({ property }) => property)];
  return scan(columns, `raw_events WHERE ${eventsSql({ ...condition, where: [] }, 'day', (name) => name)}`);
}

function columnOf(condition: Condition): string | undefined {
  const named = (values: readonly ProfileValue[], name: string) =>
    values.find((value) => value.name === name)?.column;
  if (condition.kind === 'tag') return named(tagValues, condition.tag);
  if (condition.kind === 'attribute') return named(attributeValues, condition.attribute);
  return undefined;
}
