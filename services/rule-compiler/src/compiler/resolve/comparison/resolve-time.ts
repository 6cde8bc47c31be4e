import { isLocalDate, parseInstant, type ComparingOperator, type Duration } from '@muster/contracts';
import type { TimeBound, TimePredicate } from '../../value/predicate';
import { businessDate, fixedDay, type RelativeDay } from '../../window/day';
import { startOfDay, type Instant } from '../../window/instant';
import { lengthOf, shiftAsOf, shiftBusinessDate } from '../shift';
import type { OperandReader } from './operand';
import type { ComparisonContext, ComparisonResolver } from './resolve-comparison';
import { isReversedIn } from './time-range';

type TimeRange = Pick<TimePredicate, 'from' | 'to'>;

interface Bounded {
  readonly from: TimeBound;
  readonly to: TimeBound;
}

export const resolveTime: ComparisonResolver<'time'> = ({ op }, operand, context) => ({
  kind: 'time',
  ...rangeOf(op, operand, context),
  negated: op === 'notInLast',
});

function rangeOf(
  op: ComparingOperator<'time'>,
  operand: OperandReader,
  context: ComparisonContext,
): TimeRange {
  const { timeZone } = context;
  switch (op) {
    case 'before':
      return {
        from: undefined,
        to: { instant: firstInstant(operand.text(), operand, timeZone), inclusive: false },
      };
    case 'after':
      return { from: opposite(lastInstant(operand.text(), operand, timeZone)), to: undefined };
    case 'between': {
      const [low = operand.refuse('no range'), high = operand.refuse('no range')] = operand.texts();
      if (isReversedIn(timeZone, low, high)) reportReversed(low, high, operand, context);
      return {
        from: { instant: firstInstant(low, operand, timeZone), inclusive: true },
        to: lastInstant(high, operand, timeZone),
      };
    }
    case 'inLast':
    case 'notInLast':
      return lastRange(operand.duration(), timeZone);
    case 'olderThan':
      return { from: undefined, to: opposite(lastRange(operand.duration(), timeZone).from) };
    case 'inNext':
      return nextRange(operand.duration(), timeZone);
  }
}

function reportReversed(
  low: string,
  high: string,
  { pointer }: OperandReader,
  { diagnostics, timeZone }: ComparisonContext,
): void {
  const message = `Swap the ends of the range: in ${timeZone}, ${low} comes after ${high}.`;
  diagnostics.report('rule.range-reversed', pointer, message);
}

/** Where an operand begins: it is an instant, or a local date, which means that whole day. */
function firstInstant(text: string, operand: OperandReader, timeZone: string): Instant {
  if (isLocalDate(text)) return startOfDay(fixedDay(text), timeZone);
  return { base: 'instant', at: parseInstant(text) ?? operand.refuse('no time') };
}

/** Where an operand ends: at the instant, or where the day after the local date begins. */
function lastInstant(text: string, operand: OperandReader, timeZone: string): TimeBound {
  return isLocalDate(text)
    ? { instant: startOfDay(fixedDay(text, 1), timeZone), inclusive: false }
    : { instant: firstInstant(text, operand, timeZone), inclusive: true };
}

/** The bound of everything on the other side of a bound. */
function opposite(bound: TimeBound): TimeBound {
  return { ...bound, inclusive: !bound.inclusive };
}

function lastRange(duration: Duration, timeZone: string): Bounded {
  const length = lengthOf(duration);
  if (length.kind === 'clock') return clockRange(shiftAsOf(length, -1), shiftAsOf(length, 0));
  return localDays(shiftBusinessDate(length, -1), businessDate, timeZone);
}

function nextRange(duration: Duration, timeZone: string): TimeRange {
  const length = lengthOf(duration);
  if (length.kind === 'clock') return clockRange(shiftAsOf(length, 0), shiftAsOf(length, 1));
  const last = shiftBusinessDate(length, 1);
  return localDays({ ...businessDate, days: 1 }, { ...last, days: last.days + 1 }, timeZone);
}

/** Rolling ranges include both ends. */
function clockRange(from: Instant, to: Instant): Bounded {
  return { from: { instant: from, inclusive: true }, to: { instant: to, inclusive: true } };
}

/** From the start of one day to the start of another, which is not part of it any more. */
function localDays(first: RelativeDay, end: RelativeDay, timeZone: string): Bounded {
  return {
    from: { instant: startOfDay(first, timeZone), inclusive: true },
    to: { instant: startOfDay(end, timeZone), inclusive: false },
  };
}
