import { sizeChange } from './size-change';

const previous = { runId: 'previous', count: 10 };

test('a first result is entered by everybody', () => {
  expect(sizeChange(3, undefined)).toEqual({ count: 3, previous: undefined, entered: 3, left: 0 });
});

test('a result changes the one that it replaces', () => {
  const movement = { entered: 4, left: 2 };
  expect(sizeChange(12, previous, movement)).toEqual({ count: 12, previous, ...movement });
});

test('numbers that do not add up are not told', () => {
  expect(() => sizeChange(11, previous, { entered: 4, left: 2 })).toThrow('10 + 4 - 2');
});
