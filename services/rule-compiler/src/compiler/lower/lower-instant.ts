import { CallExpression } from '../expression/call.expression';
import type { Expression } from '../expression/expression';
import { IntegerExpression } from '../expression/integer.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { ValueExpression } from '../expression/value.expression';
import type { ClockUnit, Instant } from '../window/instant';
import { lowerDay } from './lower-day';

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
