import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { KeptExpression } from '../expression/kept.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { EventsNode } from '../tree/events.node';
import type {
  CountAggregate,
  EventAggregate,
  MeasuredProperty,
  NumberAggregate,
} from '../tree/event-aggregate';
import type { LeafNode } from '../tree/plan-node';
import { valueOf } from './lower-aggregate';
import { lowerDays, lowerEventWindow } from './lower-event-window';
import { lowerEventName, lowerPropertyTest } from './lower-events';
import { lowerNumberTest, lowerRatioTest, SCALE } from './lower-number-test';
import type { RollupRead } from './statement';

/** What is made of a user's days alike, whether their events are looked at one by one or were added up before. */
type AdditiveAggregate =
  (CountAggregate & { readonly fn: 'count' | 'days' }) | (NumberAggregate & { readonly fn: 'sum' | 'avg' });

const day = ColumnExpression('day');
const events = CallExpression('sum', ColumnExpression('events'));
const total = CallExpression('sum', ColumnExpression('total'));

/**
 * A leaf read from daily rollups; undefined for leaves that need more of an event than that it happened on a day: filters of
 * other properties, the clock of rolling windows, measures that cannot be put together from days.
 */
export function lowerRollup(leaf: LeafNode, id: string): RollupRead | undefined {
  if (leaf.kind !== 'events' || leaf.where.length > 0 || leaf.window.since) return undefined;
  const { aggregate } = leaf;
  return aggregate && isAdditive(aggregate) ? rollup(leaf, aggregate, id) : undefined;
}

function isAdditive(aggregate: EventAggregate): aggregate is AdditiveAggregate {
  return ['count', 'days', 'sum', 'avg'].includes(aggregate.fn);
}

function rollup({ app, event, window }: EventsNode, aggregate: AdditiveAggregate, id: string): RollupRead {
  const parameters = { days: `${id}Days`, builds: `${id}Builds`, until: `${id}Until` };
  const property = 'property' in aggregate ? aggregate.property : undefined;
  const named = lowerEventName(app, event);
  const until = KeptExpression(parameters.until, 'Date');
  const rows = {
    final: false,
    rows: 'users',
    filters: property ? [lowerPropertyTest(property)] : [],
    perUser: undefined,
  } as const;
  return {
    ...{ app, event, parameters },
    property: property?.property,
    value: property ? valueOf(property) : IntegerExpression(0),
    // Days are rolled up for every plan, whatever its catalogue declares.
    present: property ? lowerPropertyTest({ ...property, declaredIn: undefined }) : IntegerExpression(1),
    // All events, also those without a value: that all of them were seen tells that the rollup is whole.
    source: Scan({
      ...rows,
      table: 'events',
      filters: [],
      keys: [...named, InfixExpression(day, 'IN', KeptExpression(parameters.days, 'Array(Date)'))],
    }),
    rolled: Scan({
      ...rows,
      table: 'event_rollups',
      rows: 'users of a build',
      keys: [
        InfixExpression(ColumnExpression('build'), 'IN', KeptExpression(parameters.builds, 'Array(UUID)')),
        ...named,
        InfixExpression(
          ColumnExpression('property'),
          '=',
          ValueExpression('String', property?.property ?? ''),
        ),
        ...lowerDays(window),
        InfixExpression(day, '<', until),
      ],
      filters: [
        InfixExpression(ColumnExpression('events'), '>', IntegerExpression(0)),
        ...declaringApps(property),
      ],
    }),
    recent: Scan({
      ...rows,
      table: 'events',
      keys: [...named, ...lowerEventWindow(window), InfixExpression(day, '>=', until)],
    }),
    having: lowerHaving(aggregate),
  };
}

/** Of every application, only those count that declare the property with the type that is measured. */
function declaringApps(property: MeasuredProperty | undefined): Expression[] {
  const apps = property?.declaredIn;
  return apps ? [InfixExpression(ColumnExpression('app'), 'IN', ValueExpression('Array(String)', apps))] : [];
}

function lowerHaving(aggregate: AdditiveAggregate): Expression {
  const decimal = (whole: Expression): Expression =>
    CallExpression('toDecimal128', whole, IntegerExpression(SCALE));
  switch (aggregate.fn) {
    case 'count':
      return lowerNumberTest(decimal(events), aggregate.test);
    case 'days':
      return lowerNumberTest(decimal(CallExpression('uniqExact', day)), aggregate.test);
    case 'sum':
      return lowerNumberTest(total, aggregate.test);
    case 'avg':
      return lowerRatioTest(
        { numerator: total, denominator: CallExpression('toDecimal256', events, IntegerExpression(0)) },
        aggregate.test,
      );
  }
}
