import { CallExpression } from '../expression/call.expression';
import { CastExpression } from '../expression/cast.expression';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import type {
  CountAggregate,
  EventAggregate,
  MeasuredProperty,
  NumberAggregate,
  TimeAggregate,
} from '../tree/event-aggregate';
import { lowerMoment, type Moment } from './lower-event-window';
import { lowerNumberTest, lowerRatioTest, SCALE, type Ratio } from './lower-number-test';
import { propertyColumns } from './value-columns';

const day = ColumnExpression('day');
const time = ColumnExpression('time');
const count = CallExpression('count');
const integer = IntegerExpression;

/** The test of what is computed over the rows of one user. */
export function lowerAggregate(aggregate: EventAggregate): Expression {
  switch (aggregate.fn) {
    case 'firstTime':
    case 'lastTime': {
      const inside = EveryExpression(...lowerMoment(aggregate.window, momentOf(aggregate)));
      return aggregate.outside ? CallExpression('not', inside) : inside;
    }
    default: {
      const measure = measureOf(aggregate);
      return 'denominator' in measure
        ? lowerRatioTest(measure, aggregate.test)
        : lowerNumberTest(measure, aggregate.test);
    }
  }
}

/** When the first or last event was. */
export function momentOf({ fn }: TimeAggregate): Moment {
  return fn === 'firstTime'
    ? { day: CallExpression('argMin', day, time), time: CallExpression('min', time) }
    : { day: CallExpression('argMax', day, time), time: CallExpression('max', time) };
}

/**
 * What is measured over the rows of one user: an exact decimal, or a fraction of two. Sums of Decimal(24, 6) are
 * Decimal(38, 6), exact for more rows than a user can have.
 */
export function measureOf(aggregate: CountAggregate | NumberAggregate): Expression | Ratio {
  switch (aggregate.fn) {
    case 'count':
      return asDecimal(count);
    case 'days':
      return asDecimal(CallExpression('uniqExact', day));
    case 'distinct':
      return asDecimal(CallExpression('uniqExact', valueOf(aggregate.property)));
    case 'sum':
    case 'min':
    case 'max':
      return CallExpression(aggregate.fn, valueOf(aggregate.property));
    case 'avg':
      return {
        numerator: CallExpression('sum', valueOf(aggregate.property)),
        denominator: CallExpression('toDecimal256', count, integer(0)),
      };
    case 'p25':
      return quartile(1, aggregate.property);
    case 'p50':
      return quartile(2, aggregate.property);
    case 'p75':
      return quartile(3, aggregate.property);
  }
}

/**
 * `percentile_cont`: over n sorted numbers the k-th quartile lies (n-1)·k/4 places after the first, between two numbers in
 * proportion to the remainder. Four times that is made of whole multiples, so it stays exact; the engine's own
 * `quantileExactInclusive` takes no decimals and answers in floating point.
 */
function quartile(k: 1 | 2 | 3, property: MeasuredProperty): Ratio {
  const numbers = CallExpression('arraySort', CallExpression('groupArray', valueOf(property)));
  // Wide enough for four times the greatest number.
  const sorted = CastExpression(numbers, 'Array(Decimal(38, 6))');
  const quarters = InfixExpression(InfixExpression(count, '-', integer(1)), '*', integer(k));
  const place = CallExpression('intDiv', quarters, integer(4));
  const remainder = CallExpression('modulo', quarters, integer(4));
  const at = (offset: number, weight: Expression): Expression => {
    const index = InfixExpression(place, '+', integer(offset));
    return InfixExpression(CallExpression('arrayElement', sorted, index), '*', weight);
  };
  return {
    // After the last number the array has zeros, whose weight is 0 there.
    numerator: InfixExpression(at(1, InfixExpression(integer(4), '-', remainder)), '+', at(2, remainder)),
    denominator: CallExpression('toDecimal256', integer(4), integer(0)),
  };
}

/** The measured value of one event. */
export function valueOf(property: MeasuredProperty): Expression {
  return propertyColumns(property)(property.test.type).value;
}

function asDecimal(whole: Expression): Expression {
  return CallExpression('toDecimal128', whole, integer(SCALE));
}
