import fc from 'fast-check';
import { SHARDS_PER_SPAN, USERS_PER_SHARD } from '@muster/contracts';
import { idsOfShard, readEngineBitmap, writeEngineBitmap } from './engine-bitmap';
import { idsOf, usersOf } from './span-users.fixture';

describe('the state of a bitmap', () => {
  const spans = fc.integer({ min: 0, max: 1_023 }).map((number) => number * SHARDS_PER_SPAN);

  it('is read as it was written', () => {
    const block = fc.tuple(
      fc.integer({ min: 0, max: 63 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 6_000 }),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), spans, (blocks, span) => {
        const users = usersOf(
          blocks.flatMap(([container, step, count]) =>
            Array.from({ length: count }, (_, n) => container * 65_536 + n * step),
          ),
        );
        expect(idsOf(readEngineBitmap(writeEngineBitmap(users, span), span))).toEqual(idsOf(users));
      }),
    );
  });

  it('with runs is read', () => {
    // Users 10 to 12 and 20 of the container 1: cookie with one container, a run flag, its key and cardinality, two runs.
    const roaring = [0x3b, 0x30, 0, 0, 1, 1, 0, 3, 0, 2, 0, 10, 0, 2, 0, 20, 0, 0, 0];
    expect(idsOf(readEngineBitmap(Buffer.from([1, roaring.length, ...roaring]), 0))).toEqual([
      65_546, 65_547, 65_548, 65_556,
    ]);
  });

  it.each([
    ['nothing', []],
    ['another kind', [2, 0]],
    ['fewer users than it says', [0, 2, 1, 0, 0, 0]],
    ['a length without an end', [1, 255, 255]],
    ['fewer bytes than it says', [1, 9, 0x3a, 0x30]],
    ['another cookie', [1, 8, 1, 2, 3, 4, 0, 0, 0, 0]],
    ['containers that end too early', [1, 8, 0x3a, 0x30, 0, 0, 3, 0, 0, 0]],
  ])('is refused with %s', (_what, bytes) => {
    expect(() => readEngineBitmap(Buffer.from(bytes), 0)).toThrow(/groupBitmap/);
  });

  it('has the users of one shard, where no others are wanted', () => {
    const few = [
      0,
      1,
      USERS_PER_SHARD - 1,
      USERS_PER_SHARD,
      2 * USERS_PER_SHARD - 1,
      4 * USERS_PER_SHARD - 1,
    ];
    const many = Array.from({ length: 4_000 }, (_, n) => n * 1_024);
    for (const ids of [few, many]) {
      const parts = [8, 9, 10, 11].map((shard) => {
        const part = idsOf(readEngineBitmap(writeEngineBitmap(usersOf(ids), 8, idsOfShard(shard, 8)), 8));
        expect(part.every((id) => Math.floor(id / USERS_PER_SHARD) === shard - 8)).toBe(true);
        return part;
      });
      expect(parts.flat()).toEqual(ids);
    }
  });

  it('is refused with users of another span', () => {
    const few = writeEngineBitmap(usersOf([1]), 8);
    const many = writeEngineBitmap(usersOf(Array.from({ length: 100 }, (_, n) => n)), 8);
    for (const state of [few, many]) {
      for (const span of [4, 12]) expect(() => readEngineBitmap(state, span)).toThrow(/another span/);
    }
  });
});
