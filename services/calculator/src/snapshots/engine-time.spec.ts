import { engineTime } from './engine-time';

const took = (elapsedMs: number) => ({ elapsedMs });

test('the time of several statements has few digits', () => {
  expect(engineTime([took(0.1), took(0.2)])).toBe(0.3);
  expect(engineTime([took(4.935), took(12.3456789), took(1_000_000)])).toBe(1_000_017.281);
  expect(engineTime([])).toBe(0);
});
