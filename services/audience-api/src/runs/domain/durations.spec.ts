import { durationsOf } from './durations';

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second));
const times = { createdAt: at(0), startedAt: at(2), calculatedAt: at(7), finishedAt: at(8) };

test('a run waits, is calculated and is published', () => {
  expect(durationsOf(times)).toEqual({ waitingMs: 2000, calculatingMs: 5000, publishingMs: 1000 });
});

test('what it is still in has no duration', () => {
  const nothing = { waitingMs: null, calculatingMs: null, publishingMs: null };
  const waiting = { ...times, startedAt: null, calculatedAt: null, finishedAt: null };
  expect(durationsOf(waiting)).toEqual(nothing);
  expect(durationsOf({ ...waiting, startedAt: at(2) })).toEqual({ ...nothing, waitingMs: 2000 });
});

test('an early end ends what it was in', () => {
  const failed = { ...times, calculatedAt: null, finishedAt: at(5) };
  expect(durationsOf(failed)).toEqual({ waitingMs: 2000, calculatingMs: 3000, publishingMs: null });
  const cancelled = { ...failed, startedAt: null };
  expect(durationsOf(cancelled)).toEqual({ waitingMs: 5000, calculatingMs: null, publishingMs: null });
});

test('clocks that differ make no negative durations', () => {
  expect(durationsOf({ ...times, startedAt: at(9) })).toMatchObject({ waitingMs: 9000, calculatingMs: 0 });
});
