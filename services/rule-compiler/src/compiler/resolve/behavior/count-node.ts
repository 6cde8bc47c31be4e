import { compareDecimals } from '@muster/contracts';
import { complementOf } from '../../tree/difference.node';
import type { CountAggregate } from '../../tree/event-aggregate';
import { EventsNode } from '../../tree/events.node';
import type { PlanNode } from '../../tree/plan-node';
import type { NumberTest } from '../../value/number-test';
import { existsNode, type EventSelection } from './event-selection';

/**
 * Users by how many events, days or values they have. A count that may be 0 is a complement: users without events are in no
 * group, and no HAVING over those who have some can find them.
 */
export function countNode(selection: EventSelection, aggregate: CountAggregate, pointer: string): PlanNode {
  const { test } = aggregate;
  return passes(test, '0')
    ? complementOf(counted(selection, { ...aggregate, test: negated(test) }, pointer))
    : counted(selection, aggregate, pointer);
}

/** For tests that 0 does not pass. */
function counted(selection: EventSelection, aggregate: CountAggregate, pointer: string): PlanNode {
  if (!isAtLeastOne(aggregate.test)) return EventsNode(pointer, { ...selection, aggregate });
  // One event, on one day, with one value: that there is an event is enough.
  const where = aggregate.fn === 'distinct' ? [...selection.where, aggregate.property] : selection.where;
  return existsNode({ ...selection, where }, pointer);
}

const opposites: Readonly<Record<Exclude<NumberTest['op'], 'between'>, NumberTest['op']>> = {
  eq: 'ne',
  ne: 'eq',
  gt: 'lte',
  gte: 'lt',
  lt: 'gte',
  lte: 'gt',
  in: 'notIn',
  notIn: 'in',
};

/** The test that exactly the positive counts pass which fail `test`, given that 0 passes it. */
function negated({ op, values }: NumberTest): NumberTest {
  // A range that includes 0 can be left only upwards.
  return op === 'between' ? { op: 'gt', values: values.slice(1) } : { op: opposites[op], values };
}

/** Whether every positive count passes a test that 0 does not pass. */
function isAtLeastOne({ op, values: [value = '0'] }: NumberTest): boolean {
  switch (op) {
    case 'gt':
      return compareDecimals(value, '1') < 0;
    case 'gte':
      return compareDecimals(value, '1') <= 0;
    case 'ne':
      return value === '0';
    default:
      return false;
  }
}

function passes({ op, values }: NumberTest, number: string): boolean {
  const [first = '0', second = first] = values;
  const order = compareDecimals(number, first);
  switch (op) {
    case 'eq':
    case 'in':
      return values.includes(number);
    case 'ne':
    case 'notIn':
      return !values.includes(number);
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'between':
      return order >= 0 && compareDecimals(number, second) <= 0;
  }
}
