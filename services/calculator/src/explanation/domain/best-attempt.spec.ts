import { bestAttempt, type StepTimes } from './best-attempt';

const step = (...times: number[]): StepTimes => ({ not: false, times });
const never = (...times: number[]): StepTimes => ({ not: true, times });

/** Within 10, asked at 100 unless told. */
const attempt = (steps: StepTimes[], asOf = 100) => bestAttempt(steps, 10, asOf);

test.each<[string, StepTimes[], number[]]>([
  ['no event', [step(), step(5)], []],
  ['the first step only', [step(5), step()], [5]],
  ['the second before the first', [step(5), step(4)], [5]],
  ['the second at the same instant', [step(5), step(5)], [5]],
  ['both', [step(1), step(2)], [1, 2]],
  ['both, at the end of the time', [step(1), step(11)], [1, 11]],
  ['the second after the time', [step(1), step(12)], [1]],
  ['the latest of two whole attempts', [step(1, 20), step(2, 21)], [20, 21]],
  ['an earlier attempt that got further', [step(1, 20), step(2)], [1, 2]],
  ['one event for each step', [step(1, 2), step(1, 2)], [1, 2]],
  ['not the greedy choice', [step(1), step(2, 9), step(10)], [1, 9, 10]],
])('%s', (_what, steps, matched) => {
  expect(attempt(steps)).toEqual({ matched, blockedBy: undefined, openUntil: undefined });
});

test('what must not happen between two steps ends an attempt, unless another choice avoids it', () => {
  expect(attempt([step(1), never(3), step(5)])).toEqual({
    matched: [1],
    blockedBy: { step: 1, at: 3 },
    openUntil: undefined,
  });
  expect(attempt([step(1, 4), never(3), step(5)]).matched).toEqual([4, 5]);
  expect(attempt([step(1), step(2, 4), never(3), step(5)]).matched).toEqual([1, 4, 5]);
  // Neither after the one nor before the other.
  expect(attempt([step(1), never(1, 5), step(5)]).matched).toEqual([1, 5]);
});

test('what must not happen at the end is looked for until the time is over, its end included', () => {
  expect(attempt([step(1), never(11)])).toEqual({
    matched: [1],
    blockedBy: { step: 1, at: 11 },
    openUntil: undefined,
  });
  expect(attempt([step(1), never(12)])).toEqual({ matched: [1], blockedBy: undefined, openUntil: undefined });
});

test('a closing step is open while its time runs', () => {
  expect(attempt([step(95), never()], 105)).toMatchObject({ matched: [95], openUntil: 105 });
  expect(attempt([step(95), never()], 106)).toMatchObject({ matched: [95], openUntil: undefined });
  expect(attempt([step(50, 95), never()], 100)).toMatchObject({ matched: [50], openUntil: undefined });
});

// Trying every choice of 500 events a step would not end within the test's time.
test('many events are not tried one by one', () => {
  const times = Array.from({ length: 500 }, (_, index) => index);
  expect(
    bestAttempt([step(...times), step(...times), step(...times), never(...times), step()], 1e9, 1e9).matched,
  ).toHaveLength(3);
});
