import type { RawMessage } from './raw-message';
import { byteBatches, recordBytes } from './byte-batches';

const message = (bytes: number): RawMessage => ({
  key: Buffer.from('a'),
  headers: { ce_id: 'x' },
  value: Buffer.alloc(bytes),
});
const batchesOf = (...sizes: number[]) =>
  [...byteBatches(sizes.map(message), 1_000)].map((batch) => batch.map(({ value }) => value.length));

describe('byteBatches', () => {
  it('cuts before a batch becomes too large, in order', () => {
    expect(batchesOf()).toEqual([]);
    expect(batchesOf(400, 300, 400, 100)).toEqual([
      [400, 300],
      [400, 100],
    ]);
  });

  it('lets one that is too large alone', () => {
    expect(batchesOf(10, 5_000, 10)).toEqual([[10], [5_000], [10]]);
  });

  it('counts headers, and what the broker adds', () => {
    const empty = recordBytes({ key: undefined, headers: {}, value: Buffer.alloc(0) });
    expect(recordBytes({ key: undefined, headers: { ü: 'ü' }, value: Buffer.alloc(0) })).toBe(empty + 14);
  });
});
