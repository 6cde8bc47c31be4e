import { CallExpression } from '../expression/call.expression';
import type { Expression } from '../expression/expression';
import { IntegerExpression } from '../expression/integer.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { ValueExpression } from '../expression/value.expression';
import type { Day } from '../window/day';
import { lowerInstant } from './lower-instant';

/**
 * A local day as a `Date32`. `Date` would do for the columns, but wraps around at 1970 and 2149, which "the last 100,000 days"
 * reach; `Date32` ends at bounds that lie beyond every value.
 */
export function lowerDay(day: Day): Expression {
  switch (day.base) {
    case 'business-date': {
      const today = CallExpression('toDate32', RuntimeExpression('businessDate'));
      const month =
        day.months === 0 ? today : CallExpression('addMonths', today, IntegerExpression(day.months));
      return addDays(month, day.days);
    }
    case 'date':
      return addDays(ValueExpression('Date32', day.date), day.days);
    case 'instant':
      return CallExpression('toDate32', lowerInstant(day.instant), ValueExpression('String', day.timeZone));
  }
}

function addDays(day: Expression, days: number): Expression {
  return days === 0 ? day : CallExpression('addDays', day, IntegerExpression(days));
}
