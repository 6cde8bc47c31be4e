import type { CanonicalSequence, CanonicalStep } from '@muster/contracts';
import type { Evaluation } from './evaluation';
import { isWithin, MICROS_OF_UNIT, spanOfWindow } from './spans';
import { microsOf } from './typed-value';
import { eventsOf, isEvent } from './user-events';

/**
 * Whether some choice of events takes every step: all choices are tried, one after the other. Steps are strictly later than
 * the one before; the time runs from the first matched step, its end included.
 */
export function evaluateSequence(condition: CanonicalSequence, uid: number, evaluation: Evaluation): boolean {
  const { within } = condition;
  const span = spanOfWindow(condition.window, evaluation);
  const asOf = microsOf(evaluation.asOf);
  const events = eventsOf(uid, condition.app, evaluation).map((event) => ({
    event,
    micros: microsOf(event.time),
  }));
  const happened = (steps: readonly CanonicalStep[], is: (micros: bigint) => boolean): boolean =>
    events.some(({ event, micros }) => is(micros) && steps.some((step) => isEvent(event, step, evaluation)));

  /** Whether the remaining steps can be taken after the instants chosen so far. */
  const completes = (steps: readonly CanonicalStep[], chosen: readonly bigint[]): boolean => {
    const [first, last] = [chosen[0], chosen.at(-1)];
    const end = first === undefined ? undefined : first + BigInt(within.n) * unitOf(within.unit);
    const next = steps.findIndex(({ not }) => !not);
    const forbidden = next < 0 ? steps : steps.slice(0, next);
    const isAfterLast = (micros: bigint): boolean => last === undefined || micros > last;
    const isInTime = (micros: bigint): boolean => end === undefined || micros <= end;
    const step = steps[next];
    if (!step) {
      // Until the time is over, the closing steps can still happen.
      const isOver = end === undefined || asOf > end;
      return (
        forbidden.length === 0 ||
        (isOver && !happened(forbidden, (micros) => isAfterLast(micros) && isInTime(micros)))
      );
    }
    return events.some(
      ({ event, micros }) =>
        isAfterLast(micros) &&
        isInTime(micros) &&
        isWithin(micros, span) &&
        isEvent(event, step, evaluation) &&
        !happened(forbidden, (between) => isAfterLast(between) && between < micros) &&
        completes(steps.slice(next + 1), [...chosen, micros]),
    );
  };
  return completes(condition.steps, []);
}

/** Elapsed time: a day has 24 hours, whatever the clocks do. Months have no length and are refused by the check. */
function unitOf(unit: CanonicalSequence['within']['unit']): bigint {
  if (unit === 'month') throw new RangeError('a month has no fixed length');
  return MICROS_OF_UNIT[unit];
}
