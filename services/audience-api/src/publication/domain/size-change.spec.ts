import { sizeChange } from './size-change';

const previous = { runId: 'previous', count: 10 };

test('a first result is entered by everybody', () => {
  expect(sizeChange(3)).toEqual({ count: 3, previous: undefined, entered: 3, left: 0 });
});

test('a result changes the one that it replaces', () => {
  const found = { entered: 4, left: 2, before: 10, now: 12 };
  expect(sizeChange(12, previous, found)).toEqual({ count: 12, previous, entered: 4, left: 2 });
});

test('a result of which members are gone is lost', () => {
  expect(sizeChange(12, previous, { entered: 4, left: 3, before: 10, now: 11 })).toBe('lost');
  expect(sizeChange(3, undefined, { entered: 0, left: 0, before: 0, now: 0 })).toBe('lost');
});

test('a result is as good as the first one when members of the one before are gone', () => {
  const found = { entered: 8, left: 0, before: 4, now: 12 };
  expect(sizeChange(12, previous, found)).toEqual({ count: 12, previous: undefined, entered: 12, left: 0 });
});
