import { earliestWatermark } from './data-watermark';

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second));

test('a run knows the data as long as each of its pieces does', () => {
  expect(earliestWatermark([at(3), at(1), at(2)])).toEqual(at(1));
  expect(earliestWatermark([at(3)])).toEqual(at(3));
});

test('a run does not know what one of its pieces does not know', () => {
  expect(earliestWatermark([at(3), null])).toBeUndefined();
  expect(earliestWatermark([])).toBeUndefined();
});
