import { windowUnit, type Duration, type Window } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { dayNear, type Moment } from './moment.arbitrary';

/** From a minute to longer than time. */
export const anyDuration: Arbitrary<Duration> = fc.record({
  n: fc.constantFrom(1, 1, 2, 7, 30, 60, 400, 100_000),
  unit: fc.constantFrom(...windowUnit.options),
});

/** Every window, its days near the as-of instant. */
export function anyWindow(moment: Moment): Arbitrary<Window> {
  const day = dayNear(moment);
  const last = fc.tuple(anyDuration, fc.boolean()).map(([{ n, unit }, includeToday]): Window => {
    const countsDays = unit !== 'hour' && unit !== 'minute';
    return { type: 'last', n, unit, ...(countsDays && { includeToday }) };
  });
  const between = fc.tuple(day, day).map(([one, other]): Window => {
    const [from, to] = one < other ? [one, other] : [other, one];
    return { type: 'between', from, to };
  });
  const byType: Readonly<Record<Window['type'], { weight: number; arbitrary: Arbitrary<Window> }>> = {
    last: { weight: 4, arbitrary: last },
    between: { weight: 1, arbitrary: between },
    since: { weight: 1, arbitrary: day.map((from): Window => ({ type: 'since', from })) },
    all: { weight: 2, arbitrary: fc.constant<Window>({ type: 'all' }) },
  };
  return fc.oneof(...Object.values(byType));
}
