import { SHARDS_PER_SPAN, USERS_PER_SHARD, USERS_PER_SPAN } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { readEngineBitmap, writeEngineBitmap } from './engine-bitmap';
import { idsOf, usersOf } from './span-users.fixture';

/** So many users, so far from each other: few and many, in lists, bits and runs, in one container and several. */
const cases: readonly (readonly [count: number, step: number])[] = [
  [0, 1],
  [1, 1],
  [2, USERS_PER_SPAN - 1],
  [32, 1_000],
  [33, 1_000],
  [4_096, 16],
  [4_097, 15],
  [4_900, 211],
  [100_000, 2],
  [USERS_PER_SPAN, 1],
];

describeWith(['clickhouse'], 'bitmaps of the engine', () => {
  let engine: Awaited<ReturnType<typeof dataTablesForTest>>;

  beforeAll(async () => {
    engine = await dataTablesForTest();
  });

  afterAll(async () => engine.dispose());

  describe.each([0, 3 * SHARDS_PER_SPAN])('of span %d', (span) => {
    const first = span * USERS_PER_SHARD;
    const users =
      'SELECT toUInt32({first:UInt32} + number * {step:UInt32}) AS user FROM numbers({count:UInt32})';
    const idsAt = (count: number, step: number) => Array.from({ length: count }, (_, n) => n * step);
    /** Whether the ids are these: matchers of Jest would take seconds to compare a million. */
    const areIdsAt = (ids: readonly number[], count: number, step: number): boolean =>
      ids.length === count && ids.every((id, n) => id === n * step);

    it.each(cases)('are read: %d users, every %d.', async (count, step) => {
      const [row] = await engine.clickhouse.query<{ state: string }>(
        `SELECT base64Encode(toString(groupBitmapState(user))) AS state FROM (${users})`,
        { first, count, step },
      );
      const read = readEngineBitmap(Buffer.from(row?.state ?? '', 'base64'), span);
      expect(areIdsAt(idsOf(read), count, step)).toBe(true);
    });

    it.each(cases)('are written: %d users, every %d.', async (count, step) => {
      const state = writeEngineBitmap(usersOf(idsAt(count, step)), span).toString('base64');
      const [row] = await engine.clickhouse.query<{ same: number; again: string }>(
        `WITH (SELECT CAST(base64Decode({state:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS bitmap
         SELECT bitmapToArray(bitmap) = (SELECT arraySort(groupArray(user)) FROM (${users})) AS same,
           base64Encode(toString(bitmap)) AS again`,
        { first, count, step, state },
      );
      expect(row?.same).toBe(1);
      const read = readEngineBitmap(Buffer.from(row?.again ?? '', 'base64'), span);
      expect(areIdsAt(idsOf(read), count, step)).toBe(true);
    });
  });
});
