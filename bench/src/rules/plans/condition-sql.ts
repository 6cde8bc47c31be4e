import type { BehaviorCondition, Operand, Operator, TagCondition } from '@muster/contracts';
import { organisation } from '../data/bench-organisation';
import { quoted } from '../data/random-sql';

/**
 * SQL of what the rules of the benchmark compare, for the plans that Muster's is compared with. It knows what those rules use and
 * throws on everything else, so that no plan can win by leaving something out.
 */
export function comparisonSql(value: string, op: Operator | 'has', operand: Operand | undefined): string {
  const [first = '', second = ''] = Array.isArray(operand) ? operand.map(literalOf) : [literalOf(operand)];
  switch (op) {
    case 'has':
    case 'isTrue':
      return value;
    case 'eq':
      return `${value} = ${first}`;
    case 'gte':
      return `${value} >= ${first}`;
    case 'between':
      return `${value} >= ${first} AND ${value} <= ${second}`;
    case 'in':
      return `${value} IN (${Array.isArray(operand) ? operand.map(literalOf).join(', ') : first})`;
    case 'before':
      return `${value} < toDateTime64(${first}, 6, 'UTC')`;
    default:
      throw new Error(`no rule of the benchmark has compared with ${op} so far`);
  }
}

/** Decimals are written as texts, which the engine compares with the column exactly. */
function literalOf(value: Operand | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'object') throw new Error('no rule of the benchmark has a relative time so far');
  return typeof value === 'number' ? String(value) : quoted(value);
}

export function tagSql(value: string, { match }: TagCondition): string {
  switch (match.op) {
    case 'has':
      return comparisonSql(value, 'has', undefined);
    case 'in':
      return comparisonSql(value, 'in', match.values);
    case 'gte':
      return `${value} >= toDecimal64(${quoted(String(match.value))}, 6)`;
    default:
      throw new Error(`no rule of the benchmark has compared a tag with ${match.op} so far`);
  }
}

/** The window and the filters of a behaviour, over columns `app`, `event` and `day`. */
export function eventsSql(
  condition: BehaviorCondition,
  day: string,
  property: (name: string) => string,
): string {
  const { app, event, where = [] } = condition;
  const { from, to } = daysOf(condition);
  return [
    `app = ${quoted(app)} AND event = ${quoted(event)} AND ${day} >= toDate('${from}') AND ${day} <= toDate('${to}')`,
    ...where.map((filter) => comparisonSql(property(filter.property), filter.op, filter.value)),
  ].join(' AND ');
}

/** First and last local day of a behaviour's window. */
export function daysOf({ window }: BehaviorCondition): { readonly from: string; readonly to: string } {
  if (window?.type !== 'last' || window.unit !== 'day' || window.includeToday) {
    throw new Error('rules of the benchmark have windows of complete days so far');
  }
  return { from: daysBefore(window.n), to: daysBefore(1) };
}

function daysBefore(days: number): string {
  const date = new Date(`${organisation.businessDate}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** The HAVING of a behaviour that counts or sums; undefined when one event is enough. */
export function havingSql(
  { measure, compare }: BehaviorCondition,
  property: (name: string) => string,
): string | undefined {
  if (!compare) return undefined;
  if (!('value' in compare) || Array.isArray(compare.value)) throw new Error('a number is expected');
  if (measure?.fn === 'sum') {
    const limit = `toDecimal64(${quoted(String(compare.value))}, 6)`;
    return `sum(${property(measure.property)}) ${compare.op === 'gte' ? '>=' : unknownOperator(compare.op)} ${limit}`;
  }
  if (measure) throw new Error(`no rule of the benchmark has measured ${measure.fn} so far`);
  return comparisonSql('count()', compare.op, compare.value);
}

function unknownOperator(op: string): never {
  throw new Error(`no rule of the benchmark has compared a sum with ${op} so far`);
}
