import type { CanonicalBehavior, Compare } from '@muster/contracts';
import type { UserEvent } from './data-set';
import type { Evaluation } from './evaluation';
import { localDateAt } from './local-time';
import { measureNumbers } from './measure-numbers';
import { integer, rationalOf, type Rational } from './rational';
import { satisfiesNumber } from './satisfies-number';
import { isWithin, spanOfWindow } from './spans';
import { microsOf, type TypedValue } from './typed-value';
import { eventsOf, isEvent, propertyOf } from './user-events';

/** `did: false` is everybody for whom the rest is not true. */
export function evaluateBehavior(condition: CanonicalBehavior, uid: number, evaluation: Evaluation): boolean {
  return measures(condition, uid, evaluation) === condition.did;
}

function measures(condition: CanonicalBehavior, uid: number, evaluation: Evaluation): boolean {
  const { measure, compare } = condition;
  const span = spanOfWindow(condition.window, evaluation);
  const events = eventsOf(uid, condition.app, evaluation).filter(
    (event) => isWithin(microsOf(event.time), span) && isEvent(event, condition, evaluation),
  );
  const holdsNumber = (number: Rational | undefined): boolean =>
    number !== undefined && 'value' in compare && satisfiesNumber(number, compare.op, compare.value);
  switch (measure.fn) {
    case 'count':
      return holdsNumber(integer(events.length));
    case 'days': {
      const days = events.map(({ time }) => localDateAt(microsOf(time), evaluation.timeZone));
      return holdsNumber(integer(new Set(days).size));
    }
    case 'distinct': {
      const values = valuesOf(events, measure.property, evaluation).map(identityOf);
      return holdsNumber(integer(new Set(values).size));
    }
    case 'firstTime':
      return holdsTime(timesOf(events)[0], compare, evaluation);
    case 'lastTime':
      return holdsTime(timesOf(events).at(-1), compare, evaluation);
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'p25':
    case 'p50':
    case 'p75': {
      const numbers = valuesOf(events, measure.property, evaluation).flatMap((value) =>
        value.type === 'number' ? [rationalOf(value.decimal)] : [],
      );
      return holdsNumber(measureNumbers(measure.fn, numbers));
    }
  }
}

/** Without an event there is no time, which is neither in a window nor not in it. */
function holdsTime(micros: bigint | undefined, compare: Compare, evaluation: Evaluation): boolean {
  if (micros === undefined || !('window' in compare)) return false;
  return isWithin(micros, spanOfWindow(compare.window, evaluation)) === (compare.op === 'in');
}

function timesOf(events: readonly UserEvent[]): bigint[] {
  return events.map(({ time }) => microsOf(time)).sort((left, right) => (left < right ? -1 : 1));
}

/** A measure of a property looks only at events that have it. */
function valuesOf(events: readonly UserEvent[], property: string, evaluation: Evaluation): TypedValue[] {
  return events.flatMap((event) => propertyOf(event, property, evaluation) ?? []);
}

/** Equal for equal values: a number by its value, a time by its instant, a list by its texts in their order. */
function identityOf(value: TypedValue): string {
  switch (value.type) {
    case 'string':
      return value.text;
    case 'number':
      return value.decimal;
    case 'boolean':
      return String(value.is);
    case 'time':
      return String(value.micros);
    case 'list':
      return JSON.stringify(value.texts);
  }
}
