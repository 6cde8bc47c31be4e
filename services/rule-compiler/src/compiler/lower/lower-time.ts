import { CallExpression } from '../expression/call.expression';
import type { Expression } from '../expression/expression';
import { IntegerExpression } from '../expression/integer.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { ValueExpression } from '../expression/value.expression';
import type { Day } from '../window/day';
import type { ClockUnit, Instant } from '../window/instant';

/** Days that a business date, which is not before 1980, can be moved by in either direction without leaving what a `Date` can be. */
const DAYS_OF_DATE = 3_650;

/**
 * A local day. `Date`, the type of the columns, is compared as it is (beside a `Date32` it is converted, which is an eighth of what the
 * conditions of a read of events take), but wraps around at 1970 and 2149, which "the last 100,000 days" reach; `Date32` ends at bounds that lie beyond every value.
 */
export function lowerDay(day: Day): Expression {
  switch (day.base) {
    case 'business-date': {
      const isNear = Math.abs(day.months) * 31 + Math.abs(day.days) <= DAYS_OF_DATE;
      const businessDate = RuntimeExpression('businessDate');
      const today = isNear ? businessDate : CallExpression('toDate32', businessDate);
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

/** Digits of a second in every time that is stored. */
const MICROSECONDS = 6;

const shifts = { hour: 'addHours', minute: 'addMinutes' } as const satisfies Record<ClockUnit, string>;

export function lowerInstant(instant: Instant): Expression {
  switch (instant.base) {
    case 'as-of': {
      const asOf = RuntimeExpression('asOf');
      return instant.shift === 0
        ? asOf
        : CallExpression(shifts[instant.unit], asOf, IntegerExpression(instant.shift));
    }
    case 'start-of-day':
      // A parameter is a constant by the time a function asks for its time zone.
      return CallExpression(
        'toDateTime64',
        lowerDay(instant.day),
        IntegerExpression(MICROSECONDS),
        ValueExpression('String', instant.timeZone),
      );
    case 'instant':
      return ValueExpression("DateTime64(6, 'UTC')", toEngineTime(instant.at));
  }
}

/** `2026-01-01T00:00:00.5Z` → `2026-01-01 00:00:00.5`, the text in which the engine takes times of a UTC type. */
function toEngineTime(utc: string): string {
  return utc.replace('T', ' ').replace('Z', '');
}
