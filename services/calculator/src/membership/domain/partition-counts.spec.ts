import { PartitionCounts } from './partition-counts';

test('every partition has a count', () => {
  const counts = new PartitionCounts();
  expect(counts.ofAll(3)).toEqual([0, 0, 0]);
  counts.add([1, 1, 0]);
  counts.add([1]);
  expect(counts.ofAll(3)).toEqual([1, 3, 0]);
});

test('a partition that was added meanwhile has one too', () => {
  const counts = new PartitionCounts();
  counts.add([3]);
  expect(counts.ofAll(2)).toEqual([0, 0, 0, 1]);
});
