import { randomUUID } from 'node:crypto';
import { USERS_PER_SHARD } from '@muster/contracts';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { writeSnapshot } from '../testing-only/snapshots.fixture';
import { MovementReader } from './movement.reader';

/** The first uid of the second shard of users. */
const SECOND_SHARD = USERS_PER_SHARD;

describeWith(['clickhouse'], 'the movement between two results', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let reader: MovementReader;
  let audience: { organisationId: string; id: string };

  beforeAll(async () => {
    tables = await dataTablesForTest();
    reader = new MovementReader(tables.clickhouse);
  });
  afterAll(() => tables.dispose());
  beforeEach(() => {
    audience = { organisationId: randomUUID(), id: randomUUID() };
  });

  /** A result of one piece for each list of members. */
  async function result(...pieces: number[][]): Promise<string[]> {
    const written = pieces.map((uids) => writeSnapshot(tables.clickhouse, audience, randomUUID(), uids));
    return (await Promise.all(written)).map(({ snapshotId }) => snapshotId);
  }
  const between = (previous: string[], current: string[]) =>
    reader.between({
      organisationId: audience.organisationId,
      audienceId: audience.id,
      previous,
      current,
    });

  it('is who is in one and not in the other, over all shards and however they were split', async () => {
    const previous = await result([1, 2, 3], [SECOND_SHARD, SECOND_SHARD + 1]);
    const current = await result([2, 3, 4, 5, SECOND_SHARD + 1, 2 * SECOND_SHARD]);
    expect(await between(previous, current)).toEqual({ entered: 3, left: 2, before: 5, now: 6 });
    expect(await between(current, previous)).toEqual({ entered: 2, left: 3, before: 6, now: 5 });
  });

  it('is none between a result and itself, and everybody against nobody', async () => {
    const some = await result([1, 2, SECOND_SHARD]);
    const nobody = await result([]);
    expect(await between(some, some)).toEqual({ entered: 0, left: 0, before: 3, now: 3 });
    expect(await between(nobody, some)).toEqual({ entered: 3, left: 0, before: 0, now: 3 });
    expect(await between(some, nobody)).toEqual({ entered: 0, left: 3, before: 3, now: 0 });
    expect(await between(nobody, await result([]))).toEqual({ entered: 0, left: 0, before: 0, now: 0 });
  });

  it('counts nobody of another audience, whatever ids are named', async () => {
    const theirs = await result([1, 2, 3]);
    audience = { ...audience, id: randomUUID() };
    expect(await between(theirs, await result([3, 4]))).toEqual({ entered: 2, left: 0, before: 0, now: 2 });
  });
});
