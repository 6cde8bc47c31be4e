import { isLocalDate, parseInstant, type Duration, type Operand } from '@muster/contracts';
import type { TimeBound, TimePredicate } from '../../value/predicate';
import { businessDate, fixedDay, type RelativeDay } from '../../window/day';
import { startOfDay, type Instant } from '../../window/instant';
import { lengthOf, shiftAsOf, shiftBusinessDate } from '../shift';
import { durationOf } from './operand';
import type { ComparisonResolver } from './resolve-comparison';

type TimeRange = Pick<TimePredicate, 'from' | 'to'>;

const absolute: Readonly<
  Record<string, ((operand: Operand, timeZone: string) => TimeRange | undefined) | undefined>
> = {
  before: (operand, timeZone) => {
    const span = spanOf(operand, timeZone);
    return span && { from: undefined, to: { instant: span.first, inclusive: false } };
  },
  after: (operand, timeZone) => {
    const span = spanOf(operand, timeZone);
    return span && { from: complement(span.end), to: undefined };
  },
  between: (operand, timeZone) => {
    if (!Array.isArray(operand)) return undefined;
    const [low, high, ...rest] = operand.map((value) => spanOf(value, timeZone));
    if (!low || !high || rest.length > 0) return undefined;
    return { from: { instant: low.first, inclusive: true }, to: high.end };
  },
};

const relative: Readonly<Record<string, ((duration: Duration, timeZone: string) => TimeRange) | undefined>> =
  {
    inLast: lastRange,
    notInLast: lastRange,
    olderThan: (duration, timeZone) => ({
      from: undefined,
      to: complement(lastRange(duration, timeZone).from),
    }),
    inNext: nextRange,
  };

export const resolveTime: ComparisonResolver = ({ op, value }, timeZone) => {
  const range = absolute[op];
  const rolling = relative[op];
  if (!range && !rolling) return 'unknown-operator';
  const duration = durationOf(value);
  const resolved =
    range && value !== undefined
      ? range(value, timeZone)
      : rolling && duration && rolling(duration, timeZone);
  return resolved ? { kind: 'time', ...resolved, negated: op === 'notInLast' } : 'unsuitable-operand';
};

/** An operand stands for an instant, or for a whole local day: where it begins, and the bound at its end. */
function spanOf(operand: Operand, timeZone: string): { first: Instant; end: TimeBound } | undefined {
  if (isLocalDate(operand)) {
    return {
      first: startOfDay(fixedDay(operand), timeZone),
      end: { instant: startOfDay(fixedDay(operand, 1), timeZone), inclusive: false },
    };
  }
  const at = parseInstant(operand);
  if (at === undefined) return undefined;
  const instant: Instant = { base: 'instant', at };
  return { first: instant, end: { instant, inclusive: true } };
}

/** The bound of everything on the other side of a bound. */
function complement<Bound extends TimeBound | undefined>(bound: Bound): Bound {
  return bound && { ...bound, inclusive: !bound.inclusive };
}

function lastRange(duration: Duration, timeZone: string): TimeRange {
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
function clockRange(from: Instant, to: Instant): TimeRange {
  return { from: { instant: from, inclusive: true }, to: { instant: to, inclusive: true } };
}

/** From the start of one day to the start of another, which is not part of it any more. */
function localDays(first: RelativeDay, end: RelativeDay, timeZone: string): TimeRange {
  return {
    from: { instant: startOfDay(first, timeZone), inclusive: true },
    to: { instant: startOfDay(end, timeZone), inclusive: false },
  };
}
